package io.routelb.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A Kubernetes LabelSelector; the empty one matches everything. */
public record LabelSelector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {
    /** Matches everything. */
    public static final LabelSelector ALL = new LabelSelector(Map.of(), List.of());

    /** The operators of the Kubernetes API. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }

    /** One expression; {@code values} is empty for the two existence operators. */
    public record Requirement(String key, Operator operator, Set<String> values) {
        public Requirement {
            values = Set.copyOf(values);
        }

        boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }

    public LabelSelector {
        matchLabels = Map.copyOf(matchLabels);
        matchExpressions = List.copyOf(matchExpressions);
    }

    /**
     * Of the objects that select these labels the one that counts: a specific selector beats a catch-all, then the key decides.
     *
     * @param selector of an object
     * @param key of an object
     */
    public static <T> Optional<T> chosen(
            Collection<T> objects,
            Function<T, LabelSelector> selector,
            Function<T, ObjectKey> key,
            Map<String, String> labels) {
        Comparator<T> specificFirst =
                Comparator.comparing(object -> selector.apply(object).isCatchAll());
        return objects.stream()
                .filter(object -> selector.apply(object).matches(labels))
                .min(specificFirst.thenComparing(key));
    }

    public boolean isCatchAll() {
        return matchLabels.isEmpty() && matchExpressions.isEmpty();
    }

    public boolean matches(Map<String, String> labels) {
        return labels.entrySet().containsAll(matchLabels.entrySet())
                && matchExpressions.stream().allMatch(requirement -> requirement.matches(labels));
    }
}
