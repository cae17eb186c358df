package io.routelb.lab.apiserver.patch;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Fields of an apply that others own with another value: code 409, Kubernetes' wording, and the causes for the Status. */
public final class ApplyConflictException extends PatchException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** One field and who owns it; {@code owner} reads {@code "kubectl" using v1}, {@code field} reads {@code .spec.type}. */
    public record Conflict(String owner, String field) implements java.io.Serializable {
        /** The message of the StatusCause, whose type is {@code FieldManagerConflict}. */
        public String message() {
            return "conflict with " + owner;
        }
    }

    private final ArrayList<Conflict> conflicts;

    ApplyConflictException(List<Conflict> conflicts) {
        super(409, describe(conflicts));
        this.conflicts = new ArrayList<>(conflicts);
    }

    public List<Conflict> conflicts() {
        return List.copyOf(conflicts);
    }

    private static String describe(List<Conflict> conflicts) {
        if (conflicts.size() == 1) {
            Conflict only = conflicts.getFirst();
            return "Apply failed with 1 conflict: " + only.message() + ": " + only.field();
        }
        Map<String, List<String>> byOwner = conflicts.stream()
                .collect(Collectors.groupingBy(
                        Conflict::owner,
                        TreeMap::new,
                        Collectors.mapping(conflict -> "- " + conflict.field(), Collectors.toList())));
        List<String> lines = new ArrayList<>();
        byOwner.forEach((owner, fields) -> {
            lines.add("conflicts with " + owner + ":");
            lines.addAll(fields);
        });
        return "Apply failed with " + conflicts.size() + " conflicts: " + String.join("\n", lines);
    }
}
