package io.github.underheap.bench.compare;

/** A variant that this machine or this JVM does not have. */
final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnavailableException(String message) {
        super(message);
    }
}
