"""The description of the API, for machines and, made from the same, for people: no script, no other host."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.response import Response

from core import formats

VERBS = ("get", "post", "put", "patch", "delete")


class TokenScheme(OpenApiAuthenticationExtension):
    """How the description names the token of core.tokens."""

    target_class = "core.tokens.RequestToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token <your token>"}


@cache
def description(language: str) -> dict[str, Any]:
    """The OpenAPI description, made once for each language; it is the same for every reader."""
    return SchemaGenerator().get_schema(request=None, public=True)


class Schema(SpectacularAPIView):
    """The OpenAPI description as YAML, or as JSON with `Accept: application/vnd.oai.openapi+json`."""

    @extend_schema(exclude=True)
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return Response(description(formats.reader_language()))


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The same description as a page."""
    schema = description(formats.reader_language())
    rooms: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for verb in VERBS:
            if verb in operations:
                told = _operation(schema, path, verb, operations[verb])
                rooms.setdefault(operations[verb]["tags"][0], []).append(told)
    return render(request, "rest/docs.html", {"rooms": rooms.items()})


def _operation(schema: dict, path: str, verb: str, operation: dict) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "verb": verb.upper(),
        "path": path,
        "text": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
        "sent": _fields(schema, operation.get("requestBody", {})),
        "answers": [
            {"status": status, "fields": _fields(schema, answer)} for status, answer in operation["responses"].items()
        ],
    }


def _fields(schema: dict, body: dict) -> list[dict[str, Any]]:
    """The fields of a body, with their kinds in words."""
    shapes = [one.get("schema", {}) for one in body.get("content", {}).values()]
    shape = _resolved(schema, shapes[0] if shapes else {})
    if "results" in shape.get("properties", {}):
        shape = _resolved(schema, shape["properties"]["results"]["items"])
    required = shape.get("required", [])
    return [
        {"name": name, "kind": _kind(schema, kind), "required": name in required, "text": kind.get("description", "")}
        for name, kind in shape.get("properties", {}).items()
    ]


def _resolved(schema: dict, shape: dict) -> dict:
    if len(shape.get("allOf", [])) == 1:
        shape = shape["allOf"][0]
    if "$ref" in shape:
        return schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]]
    return shape


def _kind(schema: dict, shape: dict) -> str:
    if len(shape.get("oneOf", [])) > 1:
        shape = shape["oneOf"][0]
    known = _resolved(schema, shape)
    if known.get("enum"):
        return " | ".join(str(one) for one in known["enum"])
    if known.get("type") == "array":
        return f"[{_kind(schema, known['items'])}]"
    if known.get("properties"):
        return "{" + ", ".join(known["properties"]) + "}"
    return known.get("format") or known.get("type", "")
