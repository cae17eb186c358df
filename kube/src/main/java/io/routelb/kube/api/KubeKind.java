package io.routelb.kube.api;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a kind lives in the API and which classes carry it.
 *
 * @param group the API group; empty for the core group
 * @param plural lower-case plural as it stands in paths and in RBAC rules
 */
public record KubeKind<T extends KubernetesObject, L extends KubernetesListObject>(
        String group, String version, String kind, String plural, Class<T> type, Class<L> listType) {

    /** Path of the collection: of one namespace, or of the cluster when the namespace is empty. */
    public String path(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        String scope = namespace.isEmpty() ? "" : "/namespaces/" + escaped(namespace);
        return root + scope + "/" + plural;
    }

    /** Path of one object. */
    public String path(String namespace, String name) {
        return path(namespace) + "/" + escaped(name);
    }

    /** {@code group/version}, or {@code version} for the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code plural.group} as people and RBAC messages write it. */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    private static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }
}
