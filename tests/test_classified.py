"""Law 2: no model and no text is forgotten: each says whose words it may hold, and where that puts it."""

import pytest
from django.apps import apps
from pghistory.models import Event

from core import rls
from tests.classified import APPS, KINDS, TECHNICAL_EVERYWHERE, TEXTS, classified, own_models, texts_of

MODELS = sorted(own_models(), key=lambda model: model._meta.label)
EVENTS = [model for app in APPS for model in apps.get_app_config(app).get_models() if issubclass(model, Event)]


def test_every_model_says_what_its_texts_are():
    assert set(TEXTS) == {model._meta.label for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_text_is_of_one_kind(model):
    label = model._meta.label
    told = [name for kind in KINDS for name in classified(label, kind)]
    assert set(TEXTS[label]) <= set(KINDS)
    assert len(told) == len(set(told))
    assert set(told) == texts_of(model) - TECHNICAL_EVERYWHERE


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_private_words_stand_in_rows_that_the_database_hides(model):
    """A view has no protection of its own, but that of the tables it reads."""
    is_private = "private" in TEXTS[model._meta.label]
    assert is_private == (model._meta.db_table in rls.protected_tables() or not model._meta.managed)


@pytest.mark.parametrize("event", EVENTS, ids=lambda model: model._meta.label)
def test_history_is_as_private_as_what_it_tells_of(event):
    label = event.pgh_tracked_model._meta.label
    told = {name for kind in KINDS for name in classified(label, kind)} | TECHNICAL_EVERYWHERE
    assert {name for name in texts_of(event) if not name.startswith("pgh_")} <= told
    assert ("private" in TEXTS[label]) == (event._meta.db_table in rls.protected_tables())
