package io.github.underheap.build.wrong.memory;

/** Stands for the rows that {@code record} alone may book in; knows nobody. */
public class Rows {
    Rows[] allowed;
}
