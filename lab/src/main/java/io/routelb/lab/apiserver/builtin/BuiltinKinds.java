package io.routelb.lab.apiserver.builtin;

import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.store.Change;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The rules of every built-in kind. Listens to the store so that allocations follow what was committed. */
public final class BuiltinKinds implements Store.Observer {
    private final Map<String, KindRules> rules;
    private final KindRules services;

    /** Takes the addresses and ports that the image's Services hold, and gives node ports from the range. */
    public BuiltinKinds(Image image, int firstNodePort, int lastNodePort, boolean dualStack, InstantSource clock) {
        ServiceAddresses addresses = new ServiceAddresses(firstNodePort, lastNodePort);
        for (Stored service : image.list("services", "")) {
            addresses.learn(service.key(), service.object());
        }
        this.services = new ServiceRules(addresses, dualStack);
        this.rules = Map.ofEntries(
                Map.entry("Namespace", new SmallRules.OfNamespace()),
                Map.entry("Node", new SmallRules.OfNode()),
                Map.entry("Service", services),
                Map.entry("Secret", new SmallRules.OfSecret()),
                Map.entry("ConfigMap", new SmallRules.OfConfigMap()),
                Map.entry("Event", new SmallRules.OfEvent()),
                Map.entry("Pod", new SmallRules.Stored(true, true)),
                Map.entry("Deployment", new SmallRules.Stored(true, false)),
                Map.entry("DaemonSet", new SmallRules.Stored(true, false)),
                Map.entry("EndpointSlice", new EndpointSliceRules()),
                Map.entry("Lease", new SmallRules.OfLease()),
                Map.entry("Role", new RbacRules(false)),
                Map.entry("ClusterRole", new RbacRules(false)),
                Map.entry("RoleBinding", new RbacRules(true)),
                Map.entry("ClusterRoleBinding", new RbacRules(true)),
                Map.entry("ValidatingWebhookConfiguration", new WebhookRules()),
                Map.entry("CustomResourceDefinition", new DefinitionRules(clock)));
    }

    public KindRules rules(ResourceType type) {
        return rules.getOrDefault(type.kind(), KindRules.PLAIN);
    }

    @Override
    public void committed(List<Change> changes, Image image) {
        changes.stream()
                .filter(change -> change.key().resource().equals("services"))
                .forEach(services::committed);
    }
}
