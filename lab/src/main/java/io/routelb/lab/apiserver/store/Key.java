package io.routelb.lab.apiserver.store;

/**
 * Where an object is kept.
 *
 * @param resource {@code services}, or {@code apps/deployments}: without the version, which is a matter of presentation
 * @param namespace empty for a cluster-scoped object
 */
public record Key(String resource, String namespace, String name) {
    /** The key inside its collection; a namespace is a prefix ending in a slash. */
    public String path() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    static Key ofPath(String resource, String path) {
        int slash = path.indexOf('/');
        return slash < 0
                ? new Key(resource, "", path)
                : new Key(resource, path.substring(0, slash), path.substring(slash + 1));
    }
}
