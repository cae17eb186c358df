package io.routelb.schema;

import com.google.gson.JsonElement;
import java.util.Comparator;
import java.util.List;

/** {@code allOf}, {@code anyOf}, {@code oneOf}, {@code not}; of failed alternatives the nearest one's errors are told. */
final class Junctors {
    private Junctors() {}

    static void check(JsonElement value, SchemaNode node, String path, List<FieldError> errors) {
        String name = "\"" + path + "\"";
        List<List<FieldError>> any = judge(value, node.anyOf(), path);
        if (!any.isEmpty() && passed(any) == 0) {
            errors.add(FieldError.invalid(path, "", name + " must validate at least one schema (anyOf)"));
            errors.addAll(nearest(any));
        }
        List<List<FieldError>> one = judge(value, node.oneOf(), path);
        if (!one.isEmpty() && passed(one) != 1) {
            String found = passed(one) == 0 ? "Found none valid" : "Found " + passed(one) + " valid alternatives";
            errors.add(FieldError.invalid(path, "", name + " must validate one and only one schema (oneOf). " + found));
            errors.addAll(passed(one) == 0 ? nearest(one) : List.of());
        }
        List<List<FieldError>> all = judge(value, node.allOf(), path);
        if (passed(all) < all.size()) {
            errors.add(FieldError.invalid(path, "", name + " must validate all the schemas (allOf)"));
            all.forEach(errors::addAll);
        }
        if (node.not().isPresent()
                && Validation.errors(value, node.not().get(), path).isEmpty()) {
            errors.add(FieldError.invalid(path, "", name + " must not validate the schema (not)"));
        }
    }

    private static List<List<FieldError>> judge(JsonElement value, List<SchemaNode> alternatives, String path) {
        return alternatives.stream()
                .map(alternative -> Validation.errors(value, alternative, path))
                .toList();
    }

    private static long passed(List<List<FieldError>> verdicts) {
        return verdicts.stream().filter(List::isEmpty).count();
    }

    private static List<FieldError> nearest(List<List<FieldError>> verdicts) {
        return verdicts.stream().min(Comparator.comparingInt(List::size)).orElse(List.of());
    }
}
