/** Profiles the off-heap memory of Java programs. */
module io.github.underheap {
    requires static org.jspecify;

}
