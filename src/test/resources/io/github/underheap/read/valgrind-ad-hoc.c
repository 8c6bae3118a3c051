#include <valgrind/dhat.h>

static void event(int weight) {
  DHAT_AD_HOC_EVENT(weight);
}

int main(void) {
  event(7);
  event(11);
  return 0;
}
