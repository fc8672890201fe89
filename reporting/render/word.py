"""The parts of a Word document, written as XML: python-docx takes a minute for a table of a thousand rows.

Every word of the snapshot is escaped here, once.
"""

from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt, RGBColor

from reporting.render.zipped import steady

NAMESPACE = nsdecls("w")
LATIN, HANGUL = "Calibri", "맑은 고딕"
LANGUAGE = {"en": '<w:lang w:val="en-US"/>', "ko": '<w:lang w:eastAsia="ko-KR" w:val="ko-KR"/>'}
INK, DEEP = "1B1B1B", "162E51"
Said = list[tuple[str, str]]
"""What a paragraph or cell says: (language, words), one under the other."""
Body = list[str]
"""The elements of a document's body, as XML."""


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
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
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
    body += [f"<w:tbl>{_shape(borders=False)}<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>", "<w:p/>"]
    return None


def table(body: Body, heads: list[Said], widths: list[int], rows: Iterable[list[Said]]) -> None:
    """A table whose head stands again on each page; no row parts at the end of a page."""
    total = sum(widths)
    wide = [9600 * width // total for width in widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in wide)
    body.append(f"<w:tbl>{_shape(borders=True)}<w:tblGrid>{grid}</w:tblGrid>")
    body.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{_cells(heads, wide, True)}</w:tr>")
    body += [f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cells(row, wide, False)}</w:tr>" for row in rows]
    body += ["</w:tbl>", "<w:p/>"]


def _shape(*, borders: bool) -> str:
    line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="A9AEB1"/>'
    lines = "".join(line.format(side) for side in ("top", "bottom", "insideH")) if borders else ""
    return (
        f'<w:tblPr><w:tblW w:w="9600" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
    )


def _cells(row: list[Said], widths: list[int], is_head: bool) -> str:
    return "".join(_cell(said, width, is_head=is_head) for said, width in zip(row, widths, strict=True))


def _cell(said: Said, width: int, *, is_head: bool, is_prose: bool = False) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E8EDF3"/>' if is_head else ""
    size = "" if is_prose else '<w:sz w:val="17"/>'
    lines = "".join(
        _paragraph(part, language, None, bold=is_head, size=size)
        for language, words in said
        for part in words.split("\n\n")
    )
    empty = lines or "<w:p/>"
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{empty}</w:tc>'


def _paragraph(words: str, language: str, style: str | None, *, bold: bool = False, size: str = "") -> str:
    own = f'<w:pStyle w:val="{style}"/>' if style else '<w:spacing w:before="20" w:after="20"/>'
    return f"<w:p><w:pPr>{own}</w:pPr>{_run(words, language, bold=bold, size=size)}</w:p>"


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
