package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Learns from the Services' status who has what, before anything is decided: ours first, in the order they come; then whatever else is
 * shown, by a stranger or by a Service that lost it, is kept from others until the API server says that it is shown no longer.
 */
final class Adoption {
    private final GroupCatalog catalog;
    private final AddressLedger ledger;
    private final Map<ObjectKey, List<IPAddress>> held = new HashMap<>();
    private final Map<ObjectKey, List<IPAddress>> old = new HashMap<>();

    Adoption(GroupCatalog catalog, AddressLedger ledger) {
        this.catalog = catalog;
        this.ledger = ledger;
    }

    /** What the Service has, once all have been asked. */
    Possession of(ObjectKey service) {
        return held.containsKey(service) || old.containsKey(service)
                ? new Possession(held.getOrDefault(service, List.of()), old.getOrDefault(service, List.of()))
                : Possession.NOTHING;
    }

    /** Gives the Service what it shows and may have. */
    void adopt(ServiceRequest request, List<IPAddress> shown) {
        List<IPAddress> adopted = new ArrayList<>(shown.size());
        for (IpFamily family : request.families()) {
            adopt(request, candidates(request, shown, family), adopted);
        }
        held.put(request.key(), adopted);
    }

    private List<IPAddress> candidates(ServiceRequest request, List<IPAddress> shown, IpFamily family) {
        if (shown.size() == 1) {
            return IpFamily.of(shown.getFirst()) == family ? shown : List.of();
        }
        return shown.stream()
                .filter(address -> IpFamily.of(address) == family)
                .sorted(Comparator.comparing(address -> !isAskedFor(request, address)))
                .toList();
    }

    private void adopt(ServiceRequest request, List<IPAddress> candidates, List<IPAddress> adopted) {
        List<IPAddress> ofFamily = new ArrayList<>();
        for (IPAddress address : candidates) {
            if ((ofFamily.isEmpty() || isOneMore(request, ofFamily, address))
                    && ledger.obstacle(address, request).isEmpty()) {
                ledger.hold(address, request);
                ofFamily.add(address);
            }
        }
        adopted.addAll(ofFamily);
    }

    /** While a Service moves it shows two; the one it asked for is the new one. */
    private boolean isAskedFor(ServiceRequest request, IPAddress address) {
        if (request.pins().isPresent()) {
            return request.pins(address);
        }
        return request.group()
                .filter(name -> catalog.home(address, request.allocatedFrom())
                        .filter(home -> home.name().equals(name))
                        .isPresent())
                .isPresent();
    }

    /**
     * Whether a further address of one family is one more range of multiPool: it comes from another range of the same group, or from one
     * that is gone. It stays so when multiPool is turned off on the group, for nobody asked to take it away.
     */
    private boolean isOneMore(ServiceRequest request, List<IPAddress> before, IPAddress address) {
        if (request.pins().isPresent() || request.refusesMultiPool()) {
            return false;
        }
        Optional<JudgedGroup> group = before.stream()
                .flatMap(other -> catalog.home(other, request.allocatedFrom()).stream())
                .findFirst();
        Optional<AddressPool> pool = catalog.poolCovering(address);
        if (pool.isEmpty()) {
            return !request.reEvaluated()
                    && group.filter(known -> MultiPool.isOn(request, known)).isPresent();
        }
        boolean together = group.isEmpty()
                || catalog.covering(address).equals(group)
                || (MultiPool.isOn(request, group.get()) && !wasGivenByItsGroup(request, address));
        return together && before.stream().noneMatch(pool.get()::contains);
    }

    /** An address of another group than the first: one the Service moves away from, unless that group was split off around it. */
    private boolean wasGivenByItsGroup(ServiceRequest request, IPAddress address) {
        List<String> from = List.of(request.allocatedFrom().split(",", -1));
        return catalog.covering(address)
                .filter(group -> from.contains(group.name()))
                .isPresent();
    }

    /** Keeps from others what else the Service shows. */
    void reserve(ServiceRequest request, List<IPAddress> shown) {
        List<IPAddress> kept = held.getOrDefault(request.key(), List.of());
        List<IPAddress> leaving = new ArrayList<>();
        for (IPAddress address : shown) {
            if (!kept.contains(address)) {
                if (ledger.obstacle(address, request).isEmpty()) {
                    leaving.add(address);
                }
                ledger.reserve(address, request.key());
            }
        }
        if (!leaving.isEmpty()) {
            old.put(request.key(), leaving);
        }
    }

    /** Keeps from others what a Service shows that is none of ours any more. */
    void reserve(ServiceView stranger, List<IPAddress> shown) {
        shown.forEach(address -> ledger.reserve(address, stranger.key()));
    }

    /** The addresses in the status. */
    static List<IPAddress> shown(ServiceView service) {
        return service.ingress().isEmpty()
                ? List.of()
                : service.ingress().stream()
                        .flatMap(ingress -> address(ingress).stream())
                        .distinct()
                        .toList();
    }

    /** Somebody else may have written anything there; what is no address holds none. */
    static Optional<IPAddress> address(ServiceView.Ingress ingress) {
        try {
            return ingress.ip().isEmpty() ? Optional.empty() : Optional.of(Addresses.parse(ingress.ip()));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }
}
