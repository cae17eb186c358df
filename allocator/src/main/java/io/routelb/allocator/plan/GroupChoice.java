package io.routelb.allocator.plan;

import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which group a Service allocates from. A group's {@code namespaces} alone say where Services that name no group go; {@code
 * enforceNamespaces} makes a fence of them: no Service of a fenced namespace gets an address of a group that does not list it, and none
 * from outside gets one of the group. A fence stands even while its group is not in force, so that no typo opens it. What a Service
 * holds is never asked about here.
 */
final class GroupChoice {
    private static final String DEFAULT_GROUP = "default";
    private static final int MOST_NAMED = 8;

    private final GroupCatalog catalog;
    private final String installNamespace;

    GroupChoice(GroupCatalog catalog, String installNamespace) {
        this.catalog = catalog;
        this.installNamespace = installNamespace;
    }

    /** The group, in force and allowed; a note tells what should be put right although an address can be had. */
    record Chosen(JudgedGroup group, Optional<Verdict> note) {}

    Chosen choose(ServiceRequest request) throws RefusedException {
        if (request.group().isPresent()) {
            return new Chosen(usable(named(request.group().get(), ""), request.key()), Optional.empty());
        }
        List<JudgedGroup> listing = catalog.listing(request.key().namespace());
        if (listing.size() == 1) {
            return new Chosen(usable(listing.getFirst(), request.key()), Optional.empty());
        }
        List<JudgedGroup> marked = listing.stream()
                .filter(group -> group.view().policy().namespaceDefault())
                .toList();
        if (marked.size() == 1) {
            return new Chosen(usable(marked.getFirst(), request.key()), Optional.empty());
        }
        return byDefault(request, listing, marked);
    }

    private Chosen byDefault(ServiceRequest request, List<JudgedGroup> listing, List<JudgedGroup> marked)
            throws RefusedException {
        Optional<Verdict> ambiguity = listing.isEmpty()
                ? Optional.empty()
                : Optional.of(ambiguity(request.key().namespace(), marked.isEmpty() ? listing : marked, marked));
        if (ambiguity.isPresent() && fence(request.key().namespace()).isPresent()) {
            throw new RefusedException(ambiguity.get());
        }
        JudgedGroup group = named(DEFAULT_GROUP, "; create it, or name another in " + Annotations.SERVICE_GROUP);
        return new Chosen(usable(group, request.key()), ambiguity);
    }

    private static Verdict ambiguity(String namespace, List<JudgedGroup> candidates, List<JudgedGroup> marked) {
        String remedy = marked.isEmpty() ? "set namespaceDefault on one" : "leave namespaceDefault on one of them only";
        return new Verdict(
                Reason.GROUP_AMBIGUOUS,
                "namespace " + namespace + " is listed by ServiceGroups " + names(candidates) + "; " + remedy
                        + ", or name one in " + Annotations.SERVICE_GROUP);
    }

    /** Refuses a group that is not to give the Service an address. */
    void checkFence(JudgedGroup group, ObjectKey service) throws RefusedException {
        String namespace = service.namespace();
        if (group.lists(namespace)) {
            return;
        }
        if (group.enforces()) {
            throw new RefusedException(
                    Reason.NAMESPACE_NOT_SERVED,
                    "ServiceGroup " + group.name() + " serves only the namespaces it lists, and " + namespace
                            + " is not among them");
        }
        Optional<JudgedGroup> fence = fence(namespace);
        if (fence.isPresent()) {
            String notInForce = fence.get().inForce() ? "" : ", which fences it although it is not in force";
            throw new RefusedException(
                    Reason.NAMESPACE_FENCED,
                    "ServiceGroup " + group.name() + " is not for namespace " + namespace
                            + ", whose Services may only use ServiceGroups "
                            + names(catalog.listing(namespace)) + " (fenced by "
                            + fence.get().name() + notInForce + ")");
        }
    }

    private Optional<JudgedGroup> fence(String namespace) {
        return catalog.listing(namespace).stream().filter(JudgedGroup::enforces).findFirst();
    }

    private JudgedGroup usable(JudgedGroup group, ObjectKey service) throws RefusedException {
        checkFence(group, service);
        if (!group.inForce()) {
            throw new RefusedException(
                    Reason.GROUP_NOT_ACCEPTED,
                    "ServiceGroup " + group.name() + " is not in force: "
                            + group.verdict().message());
        }
        return group;
    }

    private JudgedGroup named(String name, String hint) throws RefusedException {
        Optional<JudgedGroup> group = catalog.named(name);
        if (group.isEmpty()) {
            throw new RefusedException(
                    Reason.GROUP_NOT_FOUND,
                    "ServiceGroup " + Addresses.shown(name) + " does not exist in namespace " + installNamespace
                            + hint);
        }
        return group.get();
    }

    /** Their names, as many as a sentence bears. */
    private static String names(List<JudgedGroup> groups) {
        String shown = groups.stream()
                .map(JudgedGroup::name)
                .sorted()
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", "));
        return groups.size() > MOST_NAMED ? shown + " and " + (groups.size() - MOST_NAMED) + " more" : shown;
    }
}
