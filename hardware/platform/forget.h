// For what a person said and what stands longer than it may: a member that is put back to its beginning, an optional that is
// emptied, a thread that waits for the next thing to do.
//
// Memory that is freed is overwritten (wiping_free.cc). Short strings, arrays and numbers are not in it: they stand in the object
// itself, where std::optional::reset(), std::string::clear() and a destructor leave them, for as long as the object's
// owner lives.
//
// Threads: any.
#pragma once

#include <string.h>

#include <memory>

namespace parvis {

// Puts `value` back to how it was made, and leaves no byte of what it held.
template <class T>
void forget(T& value) {
  std::destroy_at(&value);
  ::explicit_bzero(static_cast<void*>(&value), sizeof value);
  std::construct_at(&value);
}

// Overwrites the next 64 KB of this thread's stack: what functions that have returned left there. They are the whole of what ours and
// SQLite's use.
void wipe_stack();

}  // namespace parvis
