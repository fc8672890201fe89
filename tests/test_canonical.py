"""One spelling for one document (RFC 8785), so that anybody counts the same fingerprint in any language."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import canonical, jcs

# RFC 8785, appendix B: the bits of a double, and how it is written.
NUMBERS = """
0000000000000000 0
8000000000000000 0
0000000000000001 5e-324
8000000000000001 -5e-324
7fefffffffffffff 1.7976931348623157e+308
ffefffffffffffff -1.7976931348623157e+308
4340000000000000 9007199254740992
c340000000000000 -9007199254740992
4430000000000000 295147905179352830000
44b52d02c7e14af5 9.999999999999997e+22
44b52d02c7e14af6 1e+23
44b52d02c7e14af7 1.0000000000000001e+23
444b1ae4d6e2ef4e 999999999999999700000
444b1ae4d6e2ef4f 999999999999999900000
444b1ae4d6e2ef50 1e+21
3eb0c6f7a0b5ed8c 9.999999999999997e-7
3eb0c6f7a0b5ed8d 0.000001
41b3de4355555553 333333333.3333332
41b3de4355555554 333333333.33333325
41b3de4355555555 333333333.3333333
41b3de4355555556 333333333.3333334
41b3de4355555557 333333333.33333343
becbf647612f3696 -0.0000033333333333333333
43143ff3c1cb0959 1424953923781206.2
"""


@pytest.mark.parametrize("row", NUMBERS.split("\n")[1:-1])
def test_a_number_is_written_as_the_rfc_writes_it(row):
    bits, written = row.split()
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert jcs(value).decode() == written


@pytest.mark.parametrize("bits", ["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])
def test_what_is_no_number_is_refused(bits):
    with pytest.raises(ValueError, match="JSON has no"):
        jcs(struct.unpack(">d", bytes.fromhex(bits))[0])


def test_a_whole_number_that_readers_would_round_is_refused():
    assert jcs(2**53) == b"9007199254740992"
    with pytest.raises(ValueError, match="too large"):
        jcs(2**53 + 1)


def test_the_example_of_the_rfc_is_written_as_in_the_rfc():
    given_text = r"""{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"""
    written = (
        r'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r'"string":"€$\u000f\nA' + r"'" + r'B\"\\\\\"/"}'
    )
    assert jcs(json.loads(given_text)) == written.encode()


def test_names_are_sorted_by_their_utf_16_units_as_in_the_rfc():
    names = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(jcs(names))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_half_a_surrogate_pair_is_refused():
    with pytest.raises(UnicodeEncodeError):
        jcs("\ud83d")


def test_composed_and_decomposed_hangul_are_one_spelling():
    assert canonical({"a": "\u1112\u1161\u11ab"}) == canonical({"a": "한"}) == '{"a":"한"}'.encode()
    assert canonical({}) == b"{}" and canonical({"a": [], "b": {}}) == b'{"a":[],"b":{}}'


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)  # fmt: skip


@given(json_values)
def test_what_is_written_reads_back_and_is_written_the_same_again(value):
    read = json.loads(jcs(value), parse_int=float)
    assert read == value and jcs(read) == jcs(value)
