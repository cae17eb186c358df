package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Change;
import io.routelb.lab.apiserver.store.Transaction;
import java.util.List;
import java.util.Optional;

/** What is particular to one kind when it is written. The defaults are those of a plain stored kind. */
public interface KindRules {
    /** A kind without peculiarities. */
    KindRules PLAIN = new KindRules() {};

    /** Whether {@code metadata.generation} counts the changes of what is neither metadata nor status. */
    default boolean countsGenerations() {
        return false;
    }

    /** Whether a creation may bring its status along. */
    default boolean keepsStatusOnCreate() {
        return false;
    }

    /** Whether an update may leave out the resourceVersion. */
    default boolean mayUpdateUnconditionally() {
        return true;
    }

    /** Whether a write to the status subresource may change labels and annotations too. */
    default boolean statusWritesMetadata() {
        return true;
    }

    /** Whether a deletion answers with the object in place of a Status. */
    default boolean answersDeletionWithObject() {
        return false;
    }

    /** What a name must look like. */
    default NameRule names() {
        return NameRule.SUBDOMAIN;
    }

    /** The object with what was left out filled in, before it is compared and checked; may change and return its argument. */
    default JsonObject completed(JsonObject object, Optional<JsonObject> before) {
        return object;
    }

    /** What is wrong with an object as a whole. */
    default List<Cause> validate(JsonObject object, Optional<JsonObject> before) {
        return List.of();
    }

    /** What is wrong with a status that was sent. */
    default List<Cause> validateStatus(JsonObject object, JsonObject before) {
        return List.of();
    }

    /** Fills in what only the server can choose; runs after validation, on the store's thread. */
    default void allocate(Transaction transaction, JsonObject object, Optional<JsonObject> before) throws ApiError {}

    /** Hears of a committed change of this kind, on the store's thread. */
    default void committed(Change change) {}
}
