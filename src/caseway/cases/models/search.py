"""What search knows of a case, beside it and slightly behind it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class CaseSearch(models.Model):
    """The words of a case by weight: A number and title, B customer, product and addresses, C resolution, description,
    notes and activities, D messages. Beside them stand `team:3` and `owner:5`, which nobody can type: one index answers
    what is meant and who may see it. What is shown passes `visible_cases` all the same.
    """

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.CASCADE, related_name="+")
    document = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["document"], name="case_words", gin_pending_list_limit=1024)]

    def __str__(self) -> str:
        return f"words of case {self.case_id}"
