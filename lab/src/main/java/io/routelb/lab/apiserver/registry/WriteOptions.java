package io.routelb.lab.apiserver.registry;

import io.routelb.lab.apiserver.rbac.User;
import java.time.Instant;

/**
 * What a write's query says.
 *
 * @param manager who is to own the fields: the {@code fieldManager} parameter or the user agent's first word
 * @param force whether an apply takes fields from others
 * @param user who asks
 * @param now when the request came
 */
public record WriteOptions(
        boolean dryRun, String manager, FieldValidation fieldValidation, boolean force, User user, Instant now) {
    /** What becomes of fields the kind does not know. */
    public enum FieldValidation {
        STRICT,
        WARN,
        IGNORE
    }

    /** The same, keeping nothing. */
    WriteOptions onlyLooking() {
        return new WriteOptions(true, manager, fieldValidation, force, user, now);
    }
}
