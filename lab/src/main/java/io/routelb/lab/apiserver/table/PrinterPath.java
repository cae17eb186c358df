package io.routelb.lab.apiserver.table;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSONPath of printer columns: {@code .a.b}, {@code ['c.d']}, {@code .c\.d}, {@code [0]}, {@code [-1]}, {@code [*]} and
 * {@code [?(@.type=="Ready")]}. Not there: recursive descent, slices, unions, scripts.
 */
record PrinterPath(List<Step> steps) {
    private static final Pattern STEP = Pattern.compile("\\.(?<field>(?:[^.\\[\\\\]|\\\\.)+)"
            + "|\\[['\"](?<quoted>[^'\"]+)['\"]\\]"
            + "|\\[(?<index>-?\\d{1,9})\\]"
            + "|(?<all>\\[\\*\\]|\\.\\*)"
            + "|\\[\\?\\(@(?<path>[^=!\\]]+?)\\s*(?<op>==|!=)\\s*(?<value>\"[^\"]*\"|'[^']*'|[^)\\s]+)\\s*\\)\\]");

    /** One move from the values found so far to the next ones. */
    sealed interface Step {
        /** A member of an object. */
        record Member(String name) implements Step {}

        /** An element, from the end if negative. */
        record Index(int index) implements Step {}

        /** Every element or member. */
        record All() implements Step {}

        /** Elements whose sub-path has (or, negated, has not) the value. */
        record Filter(PrinterPath path, boolean equal, String value) implements Step {}
    }

    static Optional<PrinterPath> parse(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int at = 0;
        while (at < text.length()) {
            matcher.region(at, text.length());
            Optional<Step> step = matcher.lookingAt() ? step(matcher) : Optional.empty();
            if (step.isEmpty()) {
                return Optional.empty();
            }
            steps.add(step.get());
            at = matcher.end();
        }
        return steps.isEmpty() ? Optional.empty() : Optional.of(new PrinterPath(List.copyOf(steps)));
    }

    private static Optional<Step> step(Matcher matcher) {
        String quoted = matcher.group("quoted");
        String index = matcher.group("index");
        String path = matcher.group("path");
        String field = matcher.group("field");
        if (matcher.group("all") != null || "*".equals(field)) {
            return Optional.of(new Step.All());
        }
        if (field != null) {
            return Optional.of(new Step.Member(field.replaceAll("\\\\(.)", "$1")));
        }
        if (quoted != null) {
            return Optional.of(new Step.Member(quoted));
        }
        if (index != null) {
            return Optional.of(new Step.Index(Integer.parseInt(index)));
        }
        boolean equal = "==".equals(matcher.group("op"));
        String value = String.valueOf(matcher.group("value"));
        String bare = value.startsWith("\"") || value.startsWith("'") ? value.substring(1, value.length() - 1) : value;
        return parse(String.valueOf(path).strip()).map(below -> new Step.Filter(below, equal, bare));
    }

    Optional<JsonElement> first(JsonElement root) {
        List<JsonElement> found = List.of(root);
        for (Step step : steps) {
            found = found.stream()
                    .flatMap(element -> take(step, element).stream())
                    .toList();
        }
        return found.stream().filter(element -> !element.isJsonNull()).findFirst();
    }

    private static List<JsonElement> take(Step step, JsonElement element) {
        return switch (step) {
            case Step.Member member ->
                element instanceof JsonObject object && object.has(member.name())
                        ? List.of(object.get(member.name()))
                        : List.of();
            case Step.Index position -> element instanceof JsonArray array ? at(array, position.index()) : List.of();
            case Step.All all -> all.equals(step) ? children(element) : List.of();
            case Step.Filter filter ->
                children(element).stream()
                        .filter(child -> filter.path()
                                        .first(child)
                                        .map(value -> text(value).equals(filter.value()))
                                        .orElse(false)
                                == filter.equal())
                        .toList();
        };
    }

    private static List<JsonElement> at(JsonArray array, int index) {
        int real = index < 0 ? array.size() + index : index;
        return real >= 0 && real < array.size() ? List.of(array.get(real)) : List.of();
    }

    private static List<JsonElement> children(JsonElement element) {
        return switch (element) {
            case JsonArray array -> array.asList();
            case JsonObject object -> List.copyOf(object.asMap().values());
            default -> List.of();
        };
    }

    static String text(JsonElement value) {
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
