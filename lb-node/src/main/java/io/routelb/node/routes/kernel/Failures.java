package io.routelb.node.routes.kernel;

import io.routelb.model.Prefix;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Routes the kernel would not take, and why; among those that are wanted or still there. */
final class Failures {
    private final Map<Prefix, String> sentences = new HashMap<>();

    void add(Prefix prefix, String sentence) {
        sentences.put(prefix, sentence);
    }

    void forget(Prefix prefix) {
        sentences.remove(prefix);
    }

    Set<Prefix> prefixes() {
        return Set.copyOf(sentences.keySet());
    }

    Map<Prefix, String> sentences() {
        return Collections.unmodifiableMap(sentences);
    }
}
