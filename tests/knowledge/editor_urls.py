"""One page with the article editor on it: no database."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from tests.knowledge.editor_text import TEXT

PAGE = """{% extends "ui/base.html" %}{% import "knowledge/_parts.html" as parts %}
{% block title %}Editor{% endblock %}
{% block scripts %}<script type="module" src="{{ static('knowledge/js/article.js') }}"></script>{% endblock %}
{% block body %}
<main id="main"><form>{{ parts.text_editor("body_html", text, "Content") }}</form></main>{% endblock %}"""


def editor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja2"].from_string(PAGE).render({"text": TEXT}, request))


urlpatterns = [path("editor/", editor), path("", include("caseway.ui.urls"))]
