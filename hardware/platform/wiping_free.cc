// Takes the place of free() and realloc() in a program that is linked with it: every block is overwritten before it is given
// back, whoever gave it: our strings, ICU's, Pango's, SQLite's. What a resident typed therefore ends with the last object that
// held it, and no copy that a library made on its way stays behind in memory that nobody owns.
//
// It reaches what goes through malloc, which is what all libraries of the kiosk keep texts in; it doesn't reach the stack.
// tests/integration/leaving_test.cc looks for a typed sentence in the whole memory of a kiosk, and without this file finds it,
// in our own strings and in ICU's.
//
// glibc alone: its __libc_ names are how a program that replaces part of malloc's family reaches the rest. Not in builds with
// a sanitizer, which replaces the family itself.
#include <malloc.h>
#include <string.h>

#include <cstddef>
#include <cstdlib>

// NOLINTBEGIN(bugprone-reserved-identifier): glibc's own names
extern "C" void __libc_free(void* block);
extern "C" void* __libc_malloc(std::size_t size);
// NOLINTEND(bugprone-reserved-identifier)

extern "C" void free(void* block) {
  if (block == nullptr) return;
  ::explicit_bzero(block, ::malloc_usable_size(block));
  __libc_free(block);
}

// A block that grows in its place keeps what it holds; one that moves leaves nothing where it was.
extern "C" void* realloc(void* block, std::size_t size) {
  if (block == nullptr) return __libc_malloc(size);
  if (size == 0) {
    ::free(block);
    return nullptr;
  }
  const std::size_t had = ::malloc_usable_size(block);
  if (size <= had && size > had / 2) return block;
  void* moved = __libc_malloc(size);
  if (moved == nullptr) return nullptr;
  ::memcpy(moved, block, size < had ? size : had);
  ::free(block);
  return moved;
}
