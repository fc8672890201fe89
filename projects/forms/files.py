"""The forms of documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.audience import Audience
from core.filekinds import KINDS
from projects.enums import DocumentCategory, DocumentLanguage
from projects.forms.common import ActionForm, TextField

WORDS = {Audience.JOINT: _("Both sides"), Audience.US: _("US only"), Audience.ROK: _("ROK only")}


class DocumentForm(ActionForm):
    """What a document is called, and what it is."""

    title_en = TextField(label=_("Title, English"), long=False)
    title_ko = TextField(label=_("Title, Korean"), long=False)
    category = forms.ChoiceField(label=_("Category"), choices=DocumentCategory.choices)
    language = forms.ChoiceField(label=_("Language of the document"), choices=DocumentLanguage.choices)


class UploadForm(DocumentForm):
    """A document with its file, for the own side or for both."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in KINDS)}),
    )
    document_audience = forms.ChoiceField(label=_("Who sees it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, audiences: list[Audience], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["document_audience"].choices = [(one.value, WORDS[one]) for one in audiences]
        self.fields["document_audience"].initial = audiences[-1].value

    def described(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in DocumentForm.base_fields}


class WithdrawForm(ActionForm):
    """Why a document is no longer valid."""

    reason = TextField(label=_("Why it is withdrawn"))
