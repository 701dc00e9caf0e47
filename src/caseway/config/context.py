"""What every page of the console shows around its content."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    return {"request": request}
