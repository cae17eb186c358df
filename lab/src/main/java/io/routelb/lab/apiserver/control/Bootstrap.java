package io.routelb.lab.apiserver.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.BuiltinTypes;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.registry.Gatekeeper;
import io.routelb.lab.apiserver.registry.Kinds;
import io.routelb.lab.apiserver.registry.WriteOptions;
import io.routelb.lab.apiserver.registry.Writes;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Change;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Store;
import java.time.InstantSource;
import java.util.List;

/** The objects every cluster has, made when they are missing, and the default ServiceAccount of every namespace. */
final class Bootstrap implements Store.Observer {
    private static final String MANAGER = "kube-apiserver";
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String READ_PATHS =
            "[\"/api\",\"/api/*\",\"/apis\",\"/apis/*\",\"/healthz\",\"/livez\",\"/openapi\",\"/openapi/*\",\"/readyz\",\"/version\",\"/version/\"]";

    private final Store store;
    private final Writes writes;
    private final InstantSource clock;

    Bootstrap(Store store, Kinds kinds, InstantSource clock) {
        this.store = store;
        this.writes = new Writes(store, kinds, Gatekeeper.OPEN);
        this.clock = clock;
    }

    void run() {
        for (String namespace : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            ensure("", "Namespace", "", namespace, "{}");
            ensure("", "ServiceAccount", namespace, "default", "{}");
        }
        clusterRole("cluster-admin", """
                [{"apiGroups":["*"],"resources":["*"],"verbs":["*"]},{"nonResourceURLs":["*"],"verbs":["*"]}]""");
        clusterRole("system:discovery", "[{\"nonResourceURLs\":" + READ_PATHS + ",\"verbs\":[\"get\"]}]");
        clusterRole("system:public-info-viewer", """
                [{"nonResourceURLs":["/healthz","/livez","/readyz","/version","/version/"],"verbs":["get"]}]""");
        clusterRole("system:basic-user", """
                [{"apiGroups":["authorization.k8s.io"],"resources":["selfsubjectaccessreviews"],"verbs":["create"]},
                 {"apiGroups":["authentication.k8s.io"],"resources":["selfsubjectreviews"],"verbs":["create"]}]""");
        bind("cluster-admin", "system:masters");
        bind("system:discovery", "system:authenticated");
        bind("system:basic-user", "system:authenticated");
        bind("system:public-info-viewer", "system:authenticated", "system:unauthenticated");
        ensure("", "Service", "default", "kubernetes", """
                {"metadata":{"labels":{"component":"apiserver","provider":"kubernetes"}},
                 "spec":{"clusterIP":"10.96.0.1","ports":[{"name":"https","port":443,"protocol":"TCP","targetPort":6443}]}}""");
    }

    @Override
    public void committed(List<Change> changes, Image image) {
        for (Change change : changes) {
            if (change instanceof Change.Added && change.key().resource().equals("namespaces")) {
                String namespace = change.key().name();
                Thread.ofVirtual()
                        .name("default-account")
                        .start(() -> ensure("", "ServiceAccount", namespace, "default", "{}"));
            }
        }
    }

    private void clusterRole(String name, String rules) {
        ensure(RBAC, "ClusterRole", "", name, "{\"rules\":" + rules + "}");
    }

    private void bind(String role, String... groups) {
        StringBuilder subjects = new StringBuilder();
        for (String group : groups) {
            subjects.append(subjects.isEmpty() ? "" : ",")
                    .append("{\"apiGroup\":\"" + RBAC + "\",\"kind\":\"Group\",\"name\":\"" + group + "\"}");
        }
        ensure(
                RBAC,
                "ClusterRoleBinding",
                "",
                role,
                "{\"roleRef\":{\"apiGroup\":\"" + RBAC + "\",\"kind\":\"ClusterRole\",\"name\":\"" + role
                        + "\"},\"subjects\":[" + subjects + "]}");
    }

    private void ensure(String group, String kind, String namespace, String name, String rest) {
        ResourceType type = BuiltinTypes.of(group, kind);
        if (store.image().get(Writes.key(type, namespace, name)).isPresent()) {
            return;
        }
        JsonObject object = JsonParser.parseString(rest).getAsJsonObject();
        Json.ensureObject(object, "metadata").addProperty("name", name);
        WriteOptions options = new WriteOptions(
                false, MANAGER, WriteOptions.FieldValidation.IGNORE, false, User.ADMIN, clock.instant());
        try {
            writes.create(type, namespace, object, options);
        } catch (ApiError refused) {
            boolean overtaken = refused.code() == 409 || refused.code() == 404 || refused.code() == 403;
            if (!overtaken) {
                throw new IllegalStateException("cannot make " + kind + " " + name, refused);
            }
        }
    }
}
