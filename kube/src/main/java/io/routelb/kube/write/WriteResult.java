package io.routelb.kube.write;

import io.routelb.kube.api.KubeFailure;

/** What became of one write. */
public sealed interface WriteResult {
    /** It is in force, or was already. */
    record Written() implements WriteResult {}

    /** The object has changed since the snapshot; the change wakes the loop, which plans again. */
    record Conflict() implements WriteResult {}

    /** The object is no more. */
    record Gone() implements WriteResult {}

    /** Anything else; {@code reason} is one sentence. Worth trying again after a while. */
    record Failed(String reason) implements WriteResult {}

    /** How a failed request counts for an object that was there. */
    static WriteResult of(KubeFailure failure) {
        return switch (failure.reason()) {
            case CONFLICT, ALREADY_EXISTS -> new Conflict();
            case NOT_FOUND -> new Gone();
            case UNREACHABLE, UNAUTHORIZED, FORBIDDEN, EXPIRED, INVALID, OTHER -> new Failed(failure.sentence());
        };
    }
}
