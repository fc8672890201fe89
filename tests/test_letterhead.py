"""How each side appears on the report: kept by its own secretariat; a logo is checked by what it holds."""

import base64
import zlib
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.pictures import picture_type
from reporting import actions
from reporting.actions.letterhead import picture_of
from reporting.models import Letterhead
from tests.samples import png

pytestmark = pytest.mark.django_db
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">%s</svg>'
GOOD = SVG % '<defs><path id="p" d="M0 0h9v9z"/></defs><use href="#p" fill="url(#g)"/>'


def said(answer) -> str:
    return unescape(answer.content.decode()).replace("\xa0", " ")


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def image(width: int = 2, height: int = 2, pixels: bytes | None = None) -> bytes:
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    data = (b"\x00" + b"\x10" * 3 * width) * height if pixels is None else pixels
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("content", "kind"), [(image(), "image/png"), (GOOD.encode(), "image/svg+xml")])
def test_a_whole_png_and_a_plain_svg_are_taken(content, kind):
    assert picture_type(content) == kind


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<image href="https://example.com/a.png"/>',
        '<use href="https://example.com/a.svg#b"/>',
        '<use xlink:href="other.svg#b"/>',
        '<rect fill="url(https://example.com/a)"/>',
        "<style>@import 'https://example.com/a.css'</style>",
        "<style>rect{fill:url( 'https://example.com/a')}</style>",
        "<foreignObject><p/></foreignObject>",
        '<a href="javascript:alert(1)"/>',
        '<use href="data:image/svg+xml;base64,AAAA"/>',
    ],
)
def test_an_svg_that_runs_or_fetches_something_is_refused_with_a_sentence(inside):
    with pytest.raises(Malformed) as refused:
        picture_type((SVG % inside).encode())
    assert "The SVG" in str(refused.value.errors["logo"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"0" * 40,
        b"\x89PNG\r\n\x1a\n",
        image()[:-6],
        image().replace(b"IDAT", b"IDAX"),
        image(pixels=b"\x00" * 5),
        image(5000, 1),
        image() + b"PK\x03\x04",
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + GOOD.encode(),
        b"<svg>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b" " + GOOD.encode() + b" " * 500_000,
    ],
)
def test_what_is_no_whole_picture_is_refused_with_a_sentence(content):
    with pytest.raises(Malformed):
        picture_type(content)


def test_a_picture_that_unpacks_to_far_more_than_it_says_is_refused():
    with pytest.raises(Malformed, match="damaged"):
        picture_type(image(2, 2, pixels=b"\x00" * 40_000_000))


def test_staff_keep_the_cover_of_their_own_side_alone(client, cast):
    client.force_login(cast.us_staff)
    form = {
        "name_en": "Office of the Secretary",
        "marking_en": "For both",
        "logo": SimpleUploadedFile("a.png", image()),
    }
    assert client.post("/cycles/cover/us/", form).status_code == 302
    kept = Letterhead.objects.get()
    assert (kept.side, kept.revision, picture_of(kept)) == ("US", 1, ("image/png", image()))
    assert "Office of the Secretary" in said(client.get("/cycles/cover/"))
    shown = client.get("/cycles/cover/us/logo/")
    assert shown.content == image() and "sandbox" in shown["Content-Security-Policy"]
    assert client.get("/cycles/cover/rok/").status_code == client.post("/cycles/cover/rok/", form).status_code == 403
    for name in ("us_lead", "rok_staff", "admin"):
        with acting_as(Audience.JOINT), pytest.raises(NotAllowed):
            actions.keep_letterhead("US", {"name_en": "Other"}, by=getattr(cast, name), seen_revision=1)


def test_words_change_without_the_logo_and_the_logo_goes_when_asked(client, cast):
    client.force_login(cast.rok_staff)
    client.post("/cycles/cover/rok/", {"name_ko": "국방부", "logo": SimpleUploadedFile("a.svg", GOOD.encode())})
    assert client.post("/cycles/cover/rok/", {"name_ko": "대한민국 국방부", "seen": "1"}).status_code == 302
    assert Letterhead.objects.get().logo.startswith("data:image/svg+xml;base64,")
    assert client.post("/cycles/cover/rok/", {"name_ko": "국방부", "seen": "1"}).status_code == 409
    assert client.post("/cycles/cover/rok/", {"without_logo": "on", "seen": "2"}).status_code == 302
    assert Letterhead.objects.get().logo == ""


def test_a_file_of_40_mb_gets_a_sentence_and_nothing_is_lost(client, cast):
    client.force_login(cast.us_staff)
    sent = {"name_en": "Typed before", "logo": SimpleUploadedFile("a.png", png() + b"\x00" * 40_000_000)}
    answer = client.post("/cycles/cover/us/", sent)
    assert answer.status_code == 413
    assert "A file has at most" in said(answer) and "Typed before" in said(answer)
    assert not Letterhead.objects.exists()


def test_a_refused_logo_leaves_what_was_typed(client, cast):
    client.force_login(cast.us_staff)
    bad = SimpleUploadedFile("a.svg", (SVG % "<script/>").encode())
    answer = client.post("/cycles/cover/us/", {"name_en": "Typed before", "logo": bad})
    assert answer.status_code == 400
    assert "which runs or fetches something" in said(answer) and "Typed before" in said(answer)


def test_both_sides_read_both_letterheads_through_the_api_and_each_secretariat_keeps_its_own(client, cast):
    address, json = "/api/v1/letterheads/us/", {"content_type": "application/json"}
    client.force_login(cast.rok_poc)
    both = client.get("/api/v1/letterheads/").json()
    assert [(one["side"], one["revision"]) for one in both] == [("US", 0), ("ROK", 0)]
    client.force_login(cast.us_staff)
    logo = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    body = {"name_en": "Department of Defense", "logo": logo}
    assert client.patch(address, body, **json).status_code == 428
    kept = client.patch(address, body, headers={"If-Match": client.get(address)["ETag"]}, **json)
    assert (kept.status_code, kept.json()["name_en"], kept.json()["logo"], kept["ETag"]) == (
        200, "Department of Defense", logo, '"1"',
    )  # fmt: skip
    assert client.patch(address, {"name_en": "x"}, headers={"If-Match": '"0"'}, **json).status_code == 409
    assert client.patch(address, {"name_en": "x"}, headers={"If-Match": '"never"'}, **json).status_code == 409
    without = client.patch(address, {"logo": ""}, headers={"If-Match": '"1"'}, **json).json()
    assert (without["name_en"], without["logo"], without["logo_sha256"]) == ("Department of Defense", "", "")
    for name in ("rok_staff", "us_lead", "rok_poc"):
        client.force_login(getattr(cast, name))
        assert client.get(address).json()["name_en"] == "Department of Defense"
        assert client.patch(address, {"name_en": "x"}, headers={"If-Match": '"2"'}, **json).status_code == 403
    assert client.get("/api/v1/letterheads/nobody/").status_code == 404


@pytest.mark.parametrize("logo", ["picture", "data:image/png;base64,###", "data:text/html;base64,AAAA"])
def test_what_is_no_picture_is_refused_through_the_api_at_its_field(client, cast, logo):
    client.force_login(cast.us_staff)
    headers = {"If-Match": '"0"'}
    said = client.patch("/api/v1/letterheads/us/", {"logo": logo}, headers=headers, content_type="application/json")
    assert said.status_code == 400 and "logo" in said.json()
