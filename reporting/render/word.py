"""The parts of a Word document, written as XML: python-docx takes a minute for a table of a thousand rows.

Every word of the snapshot is escaped here, once.
"""

from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import serialize_for_reading
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor

from reporting.render.terms import EAST
from reporting.render.zipped import steady

NAMESPACE = nsdecls("w")
LATIN, HANGUL = "Calibri", "맑은 고딕"
LANGUAGE = {"en": '<w:lang w:val="en-US"/>', "ko": '<w:lang w:eastAsia="ko-KR" w:val="ko-KR"/>'}
INK, DEEP = "1B1B1B", "162E51"
Said = list[tuple[str, str]]
"""What a paragraph or cell says: (language, words), one under the other."""
TALL, WIDE = 9600, 14500
"""The width of the text on an upright and on a lying page, in twentieths of a point."""
NARROW, BROAD, AROUND, LONGEST_WORD = 100, 175, 240, 2600
"""What a Latin letter and a Hangul syllable of a table take at most, what a cell has around its words, and the longest
word that a column makes room for."""
GAP = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/></w:pPr></w:p>'


class Body(list[str]):
    """The elements of a document's body, as XML, and how wide the text stands where it ends."""

    room = TALL


@dataclass(frozen=True)
class Shape:
    """How a column stands: its share of what is left once every word fits, and whether it holds numbers."""

    share: int
    is_number: bool = False


def styled(document: Document) -> None:
    """The typefaces that offices of both capitals have, and headings that an outline shows."""
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Header", "Footer"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = LATIN, RGBColor.from_string(INK if name == "Normal" else DEEP)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if "heme" in key:
                del fonts.attrib[key]
        for key, face in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", HANGUL)):
            fonts.set(f"{{{fonts.nsmap['w']}}}{key}", face)
    document.styles["Normal"].font.size = Pt(10)
    document.styles["Header"].font.size = document.styles["Footer"].font.size = Pt(8)


def paged(document: Document, header: str, footer: str) -> None:
    """A4, with the marking at the top and foot of each page, the edition, and page x of y."""
    section = document.sections[0]
    _laid(section, wide=False)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    for part, text, is_foot in ((section.header, header, False), (section.footer, footer, True)):
        pages = f'{_field("PAGE")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_field("NUMPAGES")}' if is_foot else ""
        gap = '<w:r><w:t xml:space="preserve"> · </w:t></w:r>' if is_foot else ""
        xml = (
            f'<w:p {NAMESPACE}><w:pPr><w:pStyle w:val="{"Footer" if is_foot else "Header"}"/><w:jc w:val="center"/>'
            f"</w:pPr>{_run(text, 'en')}{gap}{pages}</w:p>"
        )
        for old in list(part._element):
            part._element.remove(old)
        part._element.append(parse_xml(xml))


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def paragraph(body: Body, said: Said, style: str = "Normal") -> None:
    """A paragraph for each language; blank lines part paragraphs."""
    body += [_paragraph(part, language, style) for language, words in said for part in words.split("\n\n")]


def heading(body: Body, said: Said, level: int) -> None:
    """A heading that names the same thing in each language."""
    runs = _run(" · ", "en").join(_run(words, language) for language, words in said)
    style = f"Heading{level}" if level else "Title"
    body.append(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>')


def facing(body: Body, said: Said) -> None:
    """Running text: one column, or both languages side by side."""
    if len(said) == 1:
        return paragraph(body, said)
    cells = "".join(_cell([one], 4800, is_head=False, is_prose=True) for one in said)
    grid = '<w:gridCol w:w="4800"/>' * len(said)
    body += [f"<w:tbl>{_shape(TALL, borders=False)}<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>", GAP]
    return None


def table(body: Body, heads: list[Said], shapes: list[Shape], rows: list[list[Said]]) -> None:
    """A table whose head stands again on each page; no row parts at the end of a page, and no word within a column."""
    wide = _widths([heads, *rows], shapes, body.room)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in wide)
    body.append(f"<w:tbl>{_shape(sum(wide), borders=True)}<w:tblGrid>{grid}</w:tblGrid>")
    body.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{_cells(heads, wide, shapes, True)}</w:tr>")
    body += [f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cells(row, wide, shapes, False)}</w:tr>" for row in rows]
    body += ["</w:tbl>", GAP]


def _widths(rows: list[list[Said]], shapes: list[Shape], room: int) -> list[int]:
    """Each column has room for its longest word, and a share of what is left over."""
    least = [AROUND + min(LONGEST_WORD, max(map(_longest, column))) for column in zip(*rows, strict=True)]
    left = room - sum(least)
    if left < 0:
        return [room * width // sum(least) for width in least]
    shares = sum(shape.share for shape in shapes)
    return [width + left * shape.share // shares for width, shape in zip(least, shapes, strict=True)]


def _longest(said: Said) -> int:
    found = [word for _language, words in said for word in words.split()]
    return max((len(word) * NARROW + len(EAST.findall(word)) * (BROAD - NARROW) for word in found), default=0)


def turned(body: Body, document: Document, *, wide: bool) -> None:
    """Ends a part of the document: what follows stands on lying pages, or on upright ones again."""
    ended = deepcopy(document.sections[0]._sectPr)
    _laid(Section(ended, document.part), wide=body.room == WIDE)
    body.append(f"<w:p><w:pPr>{serialize_for_reading(ended)}</w:pPr></w:p>")
    body.room = WIDE if wide else TALL


def ended(body: Body, document: Document) -> None:
    """The last part of the document stands as it was begun."""
    _laid(document.sections[0], wide=body.room == WIDE)


def _laid(section: Section, *, wide: bool) -> None:
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if wide else (short, long)


def _shape(width: int, *, borders: bool) -> str:
    line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="A9AEB1"/>'
    lines = "".join(line.format(side) for side in ("top", "bottom", "insideH")) if borders else ""
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
    )


def _cells(row: list[Said], widths: list[int], shapes: list[Shape], is_head: bool) -> str:
    return "".join(
        _cell(said, width, is_head=is_head, is_number=shape.is_number)
        for said, width, shape in zip(row, widths, shapes, strict=True)
    )


def _cell(said: Said, width: int, *, is_head: bool, is_prose: bool = False, is_number: bool = False) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E8EDF3"/>' if is_head else ""
    look = {"bold": is_head, "size": "" if is_prose else '<w:sz w:val="17"/>', "is_right": is_number}
    lines = "".join(
        _paragraph(part, language, None, **look) for language, words in said for part in words.split("\n\n")
    )
    empty = lines or "<w:p/>"
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{empty}</w:tc>'


def _paragraph(
    words: str, language: str, style: str | None, *, bold: bool = False, size: str = "", is_right: bool = False
) -> str:
    own = f'<w:pStyle w:val="{style}"/>' if style else '<w:spacing w:before="20" w:after="20"/>'
    side = '<w:jc w:val="right"/>' if is_right else ""
    return f"<w:p><w:pPr>{own}{side}</w:pPr>{_run(words, language, bold=bold, size=size)}</w:p>"


def _run(words: str, language: str, *, bold: bool = False, size: str = "") -> str:
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(words).split("\n"))
    look = f"{'<w:b/>' if bold else ''}{size}{LANGUAGE[language]}"
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{lines}</w:t></w:r>'


def saved(document: Document, body: Body) -> bytes:
    """The document with this body; the same input gives the same bytes."""
    made = BytesIO()
    document.save(made)
    end = b"<w:sectPr"

    def filled(xml: bytes) -> bytes:
        head, tail = xml.split(end, 1)
        return head + "".join(body).encode() + end + tail

    return steady(made.getvalue(), {"word/document.xml": filled})
