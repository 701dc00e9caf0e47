// Everything the pages' data- attributes ask for. Each module binds itself.
import "ui/menu";
import "ui/dialog";
import "ui/confirm";
import "ui/toast";
import "ui/rowkeys";
import "ui/keys";
import "ui/palette";
import "ui/rows";
import "ui/conditions";
import "ui/clock";
import "ui/times";
import "ui/live";
import "ui/autosave";
import "ui/when";
import "ui/composer";
import "ui/chips";
import "ui/draft";
import "ui/files";
import "ui/moment";
import "ui/suggest";
import "ui/splitpane";
import "ui/page";

const enrich = () => (document.querySelector("[data-rich-text]") ? import("ui/editor") : null);
document.addEventListener("htmx:load", enrich);
await enrich();
document.documentElement.dataset.modules = "ready";
