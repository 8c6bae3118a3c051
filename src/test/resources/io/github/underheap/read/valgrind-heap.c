/* Blocks of distinct prime sizes, so that a number of bytes names its site. */
#include <stdlib.h>
#include <string.h>

static void *keep;

static void *codec(size_t bytes) {
  return malloc(bytes);
}

int main(void) {
  void *first = codec(1009);
  void *second = codec(503);
  memset(first, 1, 1009);
  free(first);
  free(second);
  keep = malloc(13);
  keep = realloc(keep, 101);
  return 0;
}
