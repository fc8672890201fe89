"""What waits for a person or a post: found in few statements, counted, and told in words."""

from reporting.waiting.items import Item, Own
from reporting.waiting.pages import Page, page_of, work_of
from reporting.waiting.reading import MOST_PROJECTS
from reporting.waiting.side import OfSide
from reporting.waiting.words import Task, told
from reporting.waiting.work import Work, has_work

__all__ = ["MOST_PROJECTS", "Item", "OfSide", "Own", "Page", "Task", "Work", "has_work", "page_of", "told", "work_of"]
