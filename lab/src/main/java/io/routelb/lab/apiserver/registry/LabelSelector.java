package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A label selector, as written in a query: {@code a=b,c!=d,e,!f,g in (h,i),j notin (k),l>1,m<2}. All requirements must hold. */
public record LabelSelector(List<Requirement> requirements) {
    private static final Pattern SET = Pattern.compile("\\s*([^\\s!=,()<>]+)\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*");
    private static final Pattern COMPARISON =
            Pattern.compile("\\s*([^\\s!=,()<>]+)\\s*(==|!=|=|>|<)\\s*([^\\s!=,()<>]*)\\s*");
    private static final Pattern EXISTS = Pattern.compile("\\s*(!?)\\s*([^\\s!=,()<>]+)\\s*");
    private static final Pattern KEY =
            Pattern.compile("([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    /** One comma-separated part. */
    record Requirement(String key, Operator operator, List<String> values) {}

    /** How a label is compared. */
    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT,
        GREATER,
        LESS
    }

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    static LabelSelector parse(String text) throws ApiError {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : split(text)) {
            Requirement requirement = requirement(part, text);
            check(KEY.matcher(requirement.key()).matches(), text, "invalid label key \"" + requirement.key() + "\"");
            for (String value : requirement.values()) {
                check(VALUE.matcher(value).matches(), text, "invalid label value: \"" + value + "\"");
            }
            requirements.add(requirement);
        }
        return new LabelSelector(requirements);
    }

    /** A selector as objects carry it: {@code matchLabels} and {@code matchExpressions}. */
    public static LabelSelector of(JsonObject selector) {
        List<Requirement> requirements = new ArrayList<>();
        Json.object(selector, "matchLabels")
                .entrySet()
                .forEach(label -> requirements.add(
                        new Requirement(label.getKey(), Operator.IN, List.of(Json.string(label.getValue())))));
        for (JsonObject expression : Json.objects(selector, "matchExpressions")) {
            Operator operator = switch (Json.string(expression, "operator")) {
                case "In" -> Operator.IN;
                case "NotIn" -> Operator.NOT_IN;
                case "Exists" -> Operator.EXISTS;
                default -> Operator.ABSENT;
            };
            requirements.add(
                    new Requirement(Json.string(expression, "key"), operator, Json.strings(expression, "values")));
        }
        return new LabelSelector(requirements);
    }

    /** Whether an object with this metadata is meant. */
    public boolean matches(JsonObject metadata) {
        JsonObject labels = Json.object(metadata, "labels");
        return requirements.stream().allMatch(r -> holds(r, labels));
    }

    private static boolean holds(Requirement requirement, JsonObject labels) {
        boolean present = labels.has(requirement.key());
        String value = Json.string(labels, requirement.key());
        return switch (requirement.operator()) {
            case IN -> present && requirement.values().contains(value);
            case NOT_IN -> !present || !requirement.values().contains(value);
            case EXISTS -> present;
            case ABSENT -> !present;
            case GREATER ->
                present && number(value) > number(requirement.values().getFirst());
            case LESS -> present && number(value) < number(requirement.values().getFirst());
        };
    }

    private static double number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notInteger) {
            return Double.NaN;
        }
    }

    private static Requirement requirement(String part, String text) throws ApiError {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            List<String> values = new ArrayList<>();
            for (String value : set.group(3).split(",", -1)) {
                values.add(value.strip());
            }
            return new Requirement(set.group(1), set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN, values);
        }
        Matcher comparison = COMPARISON.matcher(part);
        if (comparison.matches()) {
            Operator operator = switch (comparison.group(2)) {
                case "!=" -> Operator.NOT_IN;
                case ">" -> Operator.GREATER;
                case "<" -> Operator.LESS;
                default -> Operator.IN;
            };
            String value = comparison.group(3);
            boolean ordered = operator == Operator.GREATER || operator == Operator.LESS;
            check(
                    !ordered || !Double.isNaN(number(value)),
                    text,
                    "for 'Gt', 'Lt' operators, the value must be an integer");
            return new Requirement(comparison.group(1), operator, List.of(value));
        }
        Matcher exists = EXISTS.matcher(part);
        check(exists.matches(), text, "found '" + part.strip() + "', expected: identifier");
        return new Requirement(
                exists.group(2), exists.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT, List.of());
    }

    private static List<String> split(String text) throws ApiError {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        check(depth == 0, text, "found '', expected: ',' or ')'");
        if (!text.isBlank()) {
            parts.add(text.substring(start));
        }
        return parts;
    }

    private static void check(boolean holds, String text, String why) throws ApiError {
        if (!holds) {
            throw ApiError.badRequest("unable to parse requirement: " + why + " (selector \"" + text + "\")");
        }
    }
}
