"""What a case holds on to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseConversation(models.Model):
    """A conversation of this case. It belongs to one case at most."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="conversation_links")
    conversation = models.OneToOneField("engagement.Conversation", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"conversation {self.conversation_id} of case {self.case_id}"


class CaseArticle(models.Model):
    """An article that was found to help with a case, and whether the customer was sent it."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="article_links")
    article = models.ForeignKey("knowledge.Article", on_delete=models.PROTECT, related_name="+")
    linked_by = models.CharField(max_length=60)
    linked_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("sent to the customer"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "article"], name="article_linked_once")]

    def __str__(self) -> str:
        return f"article {self.article_id} of case {self.case_id}"


class CaseHold(models.Model):
    """Something above that must end before the case may close.

    Written with `commands.hold`, lifted with `commands.lift_hold`.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    held_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "reference"], name="held_once")]

    def __str__(self) -> str:
        return self.reason
