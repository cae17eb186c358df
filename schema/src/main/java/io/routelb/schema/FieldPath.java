package io.routelb.schema;

/** Kubernetes' field paths as text: {@code spec.pools[0].name}. */
final class FieldPath {
    private FieldPath() {}

    static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String element(String path, int index) {
        return path + "[" + index + "]";
    }
}
