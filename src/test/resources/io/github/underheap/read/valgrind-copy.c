#include <string.h>

static char from[211], to[211];

int main(void) {
  for (int i = 0; i < 3; i++)
    memcpy(to, from, 211 - i);
  return to[7];
}
