// hx-confirm="Question?" and <form data-confirm="Question?"> in our own dialog; data-confirm-verb names the button.
import { say } from "ui/bind";
import { choose } from "ui/dialog";

const details = (element) => [element.dataset.confirmVerb || say("confirm"), element.dataset.confirmDetail || "", "danger-fill"];

document.addEventListener("htmx:confirm", (event) => {
  const { question, elt, issueRequest } = event.detail;
  if (!question) return;
  event.preventDefault();
  choose(question, ...details(elt)).then((yes) => yes && issueRequest(true));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  choose(form.dataset.confirm, ...details(form)).then((yes) => {
    if (!yes) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(event.submitter);
  });
});
