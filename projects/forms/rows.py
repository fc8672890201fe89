"""A field of several rows, each of a few inputs: countries with shares, organisations with roles."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from core.text import clean

Row = dict[str, str]


class RowsWidget(forms.Widget):
    """Reads repeated inputs `<field>-<column>` as rows; the template prints the rows itself."""

    def __init__(self, *columns: str):
        self.columns = columns
        super().__init__()

    def value_from_datadict(self, data: MultiValueDict, files: Any, name: str) -> list[Row]:
        lists = [data.getlist(f"{name}-{column}") for column in self.columns]
        return [dict(zip(self.columns, cells, strict=True)) for cells in zip(*lists, strict=False)]

    def value_omitted_from_data(self, data: MultiValueDict, files: Any, name: str) -> bool:
        return not any(f"{name}-{column}" in data for column in self.columns)


class RowsField(forms.Field):
    """Rows of text, each column by its name; a row in which nothing was typed is none."""

    def __init__(self, *columns: str, **more: Any):
        super().__init__(widget=RowsWidget(*columns), required=False, **more)

    def clean(self, value: list[Row]) -> list[Row]:
        return [{column: clean(cell) for column, cell in row.items()} for row in value if any(row.values())]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return initial != data
