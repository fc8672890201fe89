"""What the pages about one project have in common."""

from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from projects.models import Project
from projects.tabs import TABS
from projects.totals import points

register = template.Library()


@register.simple_tag(takes_context=True)
def project_tabs(context: template.Context, project: Project) -> SafeString:
    """The ways to the other pages of a project, the reader's place marked."""
    here = context["request"].resolver_match.view_name
    current = mark_safe(' aria-current="page"')
    items = format_html_join(
        "",
        '<li><a href="{}"{}>{}</a></li>',
        ((reverse(name, args=[project.reference]), current if name == here else "", label) for name, label in TABS),
    )
    return format_html('<nav class="rcf-tabs" aria-label="{}"><ul>{}</ul></nav>', _("Pages of this project"), items)


@register.filter("points")
def shown_points(value: Decimal | int | None) -> str:
    """20, 19.5 or 19.25; '' for none."""
    return "" if value is None else points(value)
