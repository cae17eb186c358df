package io.routelb.allocator.admission;

import java.util.List;

/** What is said about a write. */
public sealed interface Judgement {
    /** Nothing to say against it; the warnings are for whoever writes. */
    record Allowed(List<String> warnings) implements Judgement {
        public Allowed {
            warnings = List.copyOf(warnings);
        }
    }

    /** It would be refused: the reason and the sentence of the condition it would get. */
    record Denied(String reason, String message) implements Judgement {}

    /** Without a word. */
    Judgement SILENT = new Allowed(List.of());
}
