"""Plain settings screens, declared: a list, a form to add and change, and deleting, with access, locks and audit.

TAGS = CrudSet(model=Tag, url_name="tags", title=_("Tags"), singular=_("tag"), fields=("name",), columns=("name",))
urlpatterns = [*TAGS.urls()]          # names: tags, tags_new, tags_change, tags_delete
router.add_router("", TAGS.router())  # GET POST /tags, GET PATCH DELETE /tags/{id}
"""

from caseway.kernel.crud.columns import Column
from caseway.kernel.crud.sets import CrudSet

__all__ = ["Column", "CrudSet"]
