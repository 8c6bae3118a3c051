package io.github.underheap.build.wrong;

/** A façade has at most three fields. */
class FatFacade {
    int first;
    int second;
    int third;
    int fourth;
}
