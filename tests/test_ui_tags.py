"""The components of the pages: what they say in each language, and to those who do not see."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from core.templatetags import ui

NO_BREAK = "\u00a0"


def rendered(source: str, **context) -> str:
    return engines["django"].from_string(source).render(context)


@pytest.fixture(params=["en", "ko"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def korean():
    with translation.override("ko"):
        yield


class ShareForm(forms.Form):
    title = forms.CharField(max_length=90, help_text="At most 90 characters")
    area = forms.ChoiceField(choices=[("sea", "Sea")])
    kind = forms.ChoiceField(choices=[("a", "Project"), ("b", "Initiative")], widget=forms.RadioSelect)
    note = forms.CharField(required=False, widget=forms.Textarea)

    def clean(self):
        self.add_error(None, "Shares total 99%.")


def test_the_pair_puts_each_languages_own_side_first(language):
    html = rendered('{% pair us="signed" rok="waiting" %}')
    signed, waiting = html.index("pair__cell--signed"), html.index("pair__cell--waiting")
    assert (signed < waiting) is (language == "en")


def test_an_answer_is_said_in_words(english):
    assert "concurs with concerns" in rendered('{% pair us="concerns" rok="idle" %}')


def test_every_piece_exists_in_both_languages(language):
    pieces = ui.pieces(language)
    assert all("<span" in html for part in (pieces.stage, pieces.health) for key, html in part.items() if key)
    assert pieces.audience["JOINT"] == pieces.health[""] == ""


def test_only_a_private_row_carries_a_lock(english):
    assert "US only" in rendered('{% audience "US" %}')
    assert rendered('{% audience "JOINT" %}') == ""


def test_the_turn_is_told_from_the_readers_side(english):
    assert "Your side" in rendered('{% turn who="US" me="US" %}')
    assert "Waiting for US" in rendered('{% turn who="US" me="ROK" %}')
    assert rendered('{% turn who="" me="US" %}') == ""


@pytest.mark.parametrize(
    ("code", "day", "weekday"),
    [("en", "29 Oct 2026", "Thu 29 Oct 2026"), ("ko", "2026. 10. 29.", "2026. 10. 29.(목)")],
)
def test_days_are_held_together(code, day, weekday):
    with translation.override(code):
        assert rendered("{{ d|day }}|{{ d|weekday_day }}", d=date(2026, 10, 29)) == f"{day}|{weekday}".replace(
            " ", NO_BREAK
        )


def test_the_day_of_a_moment_is_the_one_that_counted_for_both_sides(english):
    """In Seoul and in UTC it is the 13th already."""
    told = rendered("{{ at|day }}|{{ at|short_day }}", at=datetime(2025, 7, 13, 2, 34, tzinfo=UTC))
    assert told.replace(NO_BREAK, " ") == "12 Jul 2025|12 Jul"


def test_a_missing_day_is_nothing(language):
    assert rendered("{{ d|day }}{{ d|weekday_day }}{{ d|short_day }}{% moment d %}", d=None) == ""


def test_a_moment_stands_in_both_capitals_and_in_utc(english):
    html = rendered("{% moment at %}", at=datetime(2026, 9, 16, 19, 2, tzinfo=UTC)).replace(NO_BREAK, " ")
    assert 'datetime="2026-09-16T19:02Z"' in html
    assert "16 Sep 2026, 15:02 Washington, 17 Sep, 04:02 Seoul" in html


def test_the_readers_capital_comes_first_and_the_same_day_is_said_once(english):
    html = rendered('{% moment at side="ROK" %}', at=datetime(2026, 9, 18, 13, 0, tzinfo=UTC)).replace(NO_BREAK, " ")
    assert "18 Sep 2026, 22:00 Seoul, 09:00 Washington" in html


def test_a_moment_across_new_year_says_both_years(english):
    html = rendered("{% moment at %}", at=datetime(2026, 12, 31, 20, 0, tzinfo=UTC)).replace(NO_BREAK, " ")
    assert "31 Dec 2026, 15:00 Washington, 1 Jan 2027, 05:00 Seoul" in html


def test_numbers_have_separators_and_a_true_minus(english):
    assert rendered("{{ a|number }} {{ b|change }} {{ c|change }}", a=1234567, b=5, c=-4) == "1,234,567 +5 \u22124"


def test_a_bar_is_drawn_by_attributes_within_its_length(english):
    html = rendered('{% bar 150 of=100 tone="us" label="150%" %}')
    assert 'width="100"' in html and 'aria-label="150%"' in html and "style" not in html


def test_a_text_falls_back_to_the_other_language_and_says_so(english):
    subject = SimpleNamespace(title_en="", title_ko="<재난구호>")
    html = rendered('{% text s "title" %}|{% other_text s "title" %}', s=subject)
    assert '<span lang="ko">&lt;재난구호&gt;</span>' in html and "No English yet" in html
    assert html.endswith("|")


def test_a_field_carries_label_hint_error_and_what_was_typed(english):
    form = ShareForm({"title": "x" * 91, "area": "sea", "kind": "a"})
    html = rendered("{% field form.title %}{% field form.note %}", form=form)
    assert 'for="id_title"' in html and 'id="id_title_helptext"' in html and 'id="id_title_error"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html and 'aria-invalid="true"' in html
    assert "x" * 91 in html and "usa-input" in html and html.count("(optional)") == 1


def test_a_choice_of_radio_buttons_is_a_group_with_a_legend(english):
    html = rendered("{% field form.kind %}", form=ShareForm())
    assert "<fieldset" in html and "<legend" in html and html.count("usa-radio__input") == 2


def test_the_summary_links_to_each_field_that_is_wrong(english):
    html = rendered("{% error_summary form %}", form=ShareForm({"area": "sea"}))
    assert 'href="#id_title"' in html and 'href="#id_kind_0"' in html
    assert "Shares total 99%." in html and "autofocus" in html


def test_a_form_without_errors_has_no_summary(english):
    assert rendered("{% error_summary form %}", form=ShareForm()).strip() == ""


def test_the_menu_underlines_the_readers_place(english):
    request = RequestFactory().get("/projects/RCF-2026-001/")
    source = '{% menu_item path="/" label="My work" count=5 %}{% menu_item path="/projects/" label="Projects" %}'
    html = engines["django"].from_string(source).render({}, request)
    home, projects = html.split("</li>")[:2]
    assert "aria-current" not in home and ">5<" in home and 'aria-current="page"' in projects
    year = '{% menu_item path="/cycles/" also="/editions/" label="Annual cycle" %}'
    for path, here in (("/editions/verify/", True), ("/cycles/2026/", True), ("/projects/", False)):
        html = engines["django"].from_string(year).render({}, RequestFactory().get(path))
        assert ('aria-current="page"' in html) == here


def test_crumbs_end_with_the_page_itself(english):
    html = rendered('{% crumbs "Projects" "/projects/" name %}', name="<RCF>")
    assert '<li><a href="/projects/">Projects</a></li><li>&lt;RCF&gt;</li>' in html
