package io.routelb.cli.convert;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calico's selector expressions, as far as a label selector can say the same: {@code all()}, {@code has(k)}, {@code k == 'v'}, {@code k in
 * {'a', 'b'}} and their negations, joined by {@code &&}. Not {@code ||}, parentheses, {@code contains} and the like.
 */
final class CalicoSelector {
    private static final String KEY = "([A-Za-z0-9_./-]+)";
    private static final String VALUE = "[\"']([^\"']*)[\"']";
    private static final Pattern HAS = Pattern.compile("(!?)\\s*has\\(\\s*" + KEY + "\\s*\\)");
    private static final Pattern EQUALS = Pattern.compile(KEY + "\\s*(==|!=)\\s*" + VALUE);
    private static final Pattern IN = Pattern.compile(KEY + "\\s+(in|not\\s+in)\\s*\\{([^{}]*)\\}");
    private static final Pattern ITEM = Pattern.compile("\\s*" + VALUE + "\\s*");

    private CalicoSelector() {}

    /** The label selector; empty when there is none that says the same. */
    static Optional<JsonObject> parse(String text) {
        JsonArray expressions = new JsonArray();
        for (String part : text.strip().split("&&", -1)) {
            String term = part.strip();
            if (term.equals("all()")) {
                continue;
            }
            Optional<JsonObject> expression = term(term);
            if (expression.isEmpty()) {
                return Optional.empty();
            }
            expressions.add(expression.get());
        }
        return Optional.of(new Tree().list("matchExpressions", expressions).json());
    }

    private static Optional<JsonObject> term(String term) {
        Matcher has = HAS.matcher(term);
        if (has.matches()) {
            String operator = has.group(1).isEmpty() ? "Exists" : "DoesNotExist";
            return Optional.of(expression(has.group(2), operator, List.of()));
        }
        Matcher equal = EQUALS.matcher(term);
        if (equal.matches()) {
            String operator = equal.group(2).equals("==") ? "In" : "NotIn";
            return Optional.of(expression(equal.group(1), operator, List.of(equal.group(3))));
        }
        Matcher in = IN.matcher(term);
        if (!in.matches()) {
            return Optional.empty();
        }
        List<Matcher> items =
                Arrays.stream(in.group(3).split(",")).map(ITEM::matcher).toList();
        return items.stream().allMatch(Matcher::matches)
                ? Optional.of(expression(
                        in.group(1),
                        in.group(2).equals("in") ? "In" : "NotIn",
                        items.stream().map(item -> item.group(1)).toList()))
                : Optional.empty();
    }

    private static JsonObject expression(String key, String operator, List<String> values) {
        return new Tree()
                .text("key", key)
                .text("operator", operator)
                .texts("values", values)
                .json();
    }
}
