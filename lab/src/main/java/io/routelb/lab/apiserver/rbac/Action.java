package io.routelb.lab.apiserver.rbac;

/** What somebody wants to do. */
public sealed interface Action {
    String verb();

    /**
     * To an object or a collection.
     *
     * @param resource with the subresource, as {@code services/status}
     * @param namespace empty across namespaces and for cluster-scoped resources
     * @param name empty for a collection
     */
    record OnResource(String verb, String group, String resource, String namespace, String name) implements Action {}

    /** To a path outside the resources. */
    record OnPath(String verb, String path) implements Action {}
}
