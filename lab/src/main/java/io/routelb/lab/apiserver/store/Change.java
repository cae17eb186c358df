package io.routelb.lab.apiserver.store;

/** What a transaction did to one object. The object of a removal is its last state, at the revision of the removal. */
public sealed interface Change {
    /** An object that was not there before. */
    record Added(Stored object) implements Change {}

    /** A new state of an object. */
    record Modified(Stored before, Stored object) implements Change {}

    /** An object that is no more. */
    record Removed(Stored before, Stored object) implements Change {}

    Stored object();

    default Key key() {
        return object().key();
    }

    default long revision() {
        return object().revision();
    }
}
