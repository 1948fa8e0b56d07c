// SPDX-License-Identifier: MIT
// use-after-free: the program uses or frees an object that it has freed, or the kernel model
// touches an epitem, eventpoll or wait entry that it has freed. The engine reports the latter by
// itself, for all memory from make<T>(), whether or not the property is on; these marks make the
// former an access that it can see. Objects are never reused inside an execution.
#include "checker/memory.h"
#include "model/properties.h"

namespace epcheck {

void mark_use(UserObject* object) { object->content.load(); }

void mark_free(UserObject* object) {
  object->content.load();  // freeing again is a use of what was freed
  destroy(object);
}

}  // namespace epcheck
