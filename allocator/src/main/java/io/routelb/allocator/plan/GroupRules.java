package io.routelb.allocator.plan;

import io.routelb.model.Addresses;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.External;
import io.routelb.model.ServiceGroupView.Kind;
import io.routelb.model.ServiceGroupView.Policy;
import java.util.Optional;

/** What is wrong with a ServiceGroup taken by itself, its ranges aside. The CRD refuses the same where a schema can. */
final class GroupRules {
    private GroupRules() {}

    /** The first fault; empty when there is none. */
    static Optional<Verdict> fault(ServiceGroupView view) {
        Optional<Verdict> policy = policyFault(view);
        if (policy.isPresent()) {
            return policy;
        }
        if (view.kind() == Kind.EXTERNAL) {
            return view.external()
                    .map(GroupRules::ipamFault)
                    .orElse(fault(Reason.INVALID_IPAM, "external is empty; name its provider and how to announce"));
        }
        return view.pools().isEmpty()
                ? fault(Reason.INVALID_RANGE, "the group has no pool; give it at least one v4pool or v6pool")
                : Optional.empty();
    }

    private static Optional<Verdict> policyFault(ServiceGroupView view) {
        Policy policy = view.policy();
        boolean listsNone = view.namespaces().isEmpty();
        if (policy.multiPool() && policy.balancePools()) {
            return fault(Reason.INVALID_POLICY, "multiPool and balancePools exclude each other; remove one");
        }
        if (policy.enforceNamespaces() && listsNone) {
            return fault(Reason.INVALID_POLICY, "enforceNamespaces needs namespaces; list them or remove it");
        }
        if (policy.namespaceDefault() && listsNone) {
            return fault(Reason.INVALID_POLICY, "namespaceDefault needs namespaces; list them or remove it");
        }
        return policy.releaseCooldown().isNegative()
                ? fault(Reason.INVALID_POLICY, "releaseCooldown " + policy.releaseCooldown() + " is below zero")
                : Optional.empty();
    }

    private static Optional<Verdict> ipamFault(External external) {
        if (external.provider().isBlank()) {
            return fault(Reason.INVALID_IPAM, "external.provider is empty; name the IPAM");
        }
        if (!external.socket().startsWith("/")) {
            return fault(
                    Reason.INVALID_IPAM,
                    "external.socket \"" + Addresses.shown(external.socket()) + "\" is not an absolute path");
        }
        return Optional.empty();
    }

    private static Optional<Verdict> fault(Reason reason, String message) {
        return Optional.of(new Verdict(reason, message));
    }
}
