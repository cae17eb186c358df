package io.routelb.lab.apiserver.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a path means. Empty strings stand for parts that are not there. */
sealed interface Target {
    /**
     * A collection, an object or its subresource.
     *
     * @param group empty for the core group
     */
    record Resource(String group, String version, String namespace, String plural, String name, String subresource)
            implements Target {}

    /** Anything else. */
    record Path(String path) implements Target {}

    static Target parse(String path) {
        List<String> parts = Arrays.stream(path.split("/", -1)).skip(1).toList();
        if (parts.contains("")) {
            return new Path(path);
        }
        if (parts.size() >= 3 && parts.get(0).equals("api") && parts.get(1).equals("v1")) {
            return resource("", "v1", parts.subList(2, parts.size())).orElse(new Path(path));
        }
        if (parts.size() >= 4 && parts.get(0).equals("apis")) {
            return resource(parts.get(1), parts.get(2), parts.subList(3, parts.size()))
                    .orElse(new Path(path));
        }
        return new Path(path);
    }

    private static Optional<Target> resource(String group, String version, List<String> rest) {
        boolean ofNamespace = rest.getFirst().equals("namespaces")
                && (rest.size() < 3 || List.of("status", "finalize").contains(rest.get(2)));
        if (ofNamespace || !rest.getFirst().equals("namespaces")) {
            return rest.size() > 3
                    ? Optional.empty()
                    : Optional.of(new Resource(group, version, "", rest.get(0), at(rest, 1), at(rest, 2)));
        }
        return rest.size() > 5
                ? Optional.empty()
                : Optional.of(new Resource(group, version, rest.get(1), rest.get(2), at(rest, 3), at(rest, 4)));
    }

    private static String at(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : "";
    }
}
