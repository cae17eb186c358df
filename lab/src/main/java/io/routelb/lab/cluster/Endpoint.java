package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;

/** An endpoint of a Service on a node, in one of the states a pod can be in. */
public record Endpoint(String node, State state) {
    /** The conditions of an EndpointSlice's endpoint. */
    public enum State {
        READY,
        /** {@code ready} is not said, which counts as true. */
        UNSAID,
        /** Shutting down and still answering. */
        SERVING_TERMINATING,
        /** Neither ready nor serving. */
        NOT_READY
    }

    /** A ready endpoint. */
    public static Endpoint on(String node) {
        return new Endpoint(node, State.READY);
    }

    JsonObject conditions() {
        return switch (state) {
            case READY -> object("ready", true, "serving", true, "terminating", false);
            case UNSAID -> new JsonObject();
            case SERVING_TERMINATING -> object("ready", false, "serving", true, "terminating", true);
            case NOT_READY -> object("ready", false, "serving", false, "terminating", false);
        };
    }
}
