package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.netlink.ChangeResult;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.value.AddressFlag;
import io.routelb.netlink.value.InterfaceAddress;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.Route;
import io.routelb.node.apply.HeldAddress.Detection;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of the node and their addresses. The service link, {@code kube-lb0}, is ours: made as a {@code dummy} when there is none of
 * its name; an existing one of any kind is used as it is and only set up. The other links are the node's: nothing but our own addresses
 * is ever changed on them.
 *
 * <p>Whose an address is: ours carry {@link #PROTO} (IFA_PROTO, Linux 5.18). Where the kernel knows no marks every address on the service
 * link counts as ours, and on another link one with the mask of a host and less than {@value #LONGEST_HOLD_SECONDS} s to live: local
 * addresses are given no more than the hold on them lasts, others are renewed long before. Of link scope only the address that a link grew by itself is looked at, never changed.
 */
public final class NodeLinks implements AddressTable {
    /** Our mark in IFA_PROTO; 1 to 3 are the kernel's own (include/uapi/linux/if_addr.h). */
    public static final int PROTO = 0x52;

    private static final Logger LOG = LoggerFactory.getLogger(NodeLinks.class);
    private static final long LONGEST_HOLD_SECONDS = 60;

    private final Rtnetlink netlink;
    private final Sysctls sysctls;
    private final AtomicBoolean linksChanged = new AtomicBoolean(true);
    private List<Link> links = List.of();
    private Set<String> defaultRouteLinks = Set.of();
    private Map<IpFamily, List<IPAddress>> gateways = Map.of();
    private Map<Integer, String> names = Map.of();
    private Map<String, Integer> indices = Map.of();
    private String serviceLink = "";
    private int serviceIndex;
    private String missing = "";

    public NodeLinks(Rtnetlink netlink, Sysctls sysctls) {
        this.netlink = netlink;
        this.sysctls = sysctls;
    }

    /** Links or default routes may have changed: they are read again at the next occasion. Any thread. */
    public void linksChanged() {
        linksChanged.set(true);
    }

    /**
     * Makes the service link ready before anything else is started.
     *
     * @throws KernelException when it is not there and cannot be made, or cannot be set up
     */
    public void prepare(String link) throws KernelException {
        read(link);
        if (!missing.isEmpty()) {
            throw new KernelException(missing);
        }
    }

    @Override
    public KernelState read(String link) throws KernelException {
        try {
            present(link);
            if (linksChanged.getAndSet(false)) {
                readLinks();
            }
            List<InterfaceAddress> all = netlink.addresses();
            if (all.stream().anyMatch(address -> !names.containsKey(address.index()))) {
                readLinks();
            }
            boolean marksKnown = all.stream().anyMatch(address -> address.proto() != 0);
            List<HeldAddress> held = new ArrayList<>();
            Map<String, IPAddress> linkLocals = new HashMap<>();
            for (InterfaceAddress address : all) {
                String name = names.getOrDefault(address.index(), "");
                if (!name.isEmpty() && !address.confined()) {
                    held.add(held(address, name, marksKnown));
                } else if (!name.isEmpty() && isUsableLinkLocal(address)) {
                    linkLocals.merge(name, address.address(), NodeLinks::lower);
                }
            }
            return new KernelState(held, links, linkLocals, defaultRouteLinks, gateways);
        } catch (NetlinkException e) {
            linksChanged.set(true);
            throw failed(e);
        }
    }

    private static boolean isUsableLinkLocal(InterfaceAddress address) {
        IPAddress value = address.address();
        return value.isIPv6() && value.isLinkLocal() && !address.tentative() && !address.duplicate();
    }

    private static IPAddress lower(IPAddress one, IPAddress other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    @Override
    public List<Optional<String>> change(List<AddressChange> changes) throws KernelException {
        List<Optional<String>> results = new ArrayList<>();
        List<io.routelb.netlink.value.AddressChange> wire = new ArrayList<>();
        for (AddressChange change : changes) {
            Optional<String> obstacle = obstacle(change);
            results.add(obstacle);
            if (obstacle.isEmpty()) {
                wire.add(wire(change, indices.getOrDefault(change.link(), 0)));
            }
        }
        try {
            List<ChangeResult> answers = netlink.apply(wire);
            int next = 0;
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i).isEmpty()) {
                    results.set(i, refusal(changes.get(i), answers.get(next++)));
                }
            }
            return results;
        } catch (NetlinkException e) {
            throw failed(e);
        }
    }

    private Optional<String> obstacle(AddressChange change) {
        if (change.link().equals(serviceLink) && !missing.isEmpty()) {
            return Optional.of(missing);
        }
        return indices.containsKey(change.link())
                ? Optional.empty()
                : Optional.of("the node has no link " + change.link());
    }

    private HeldAddress held(InterfaceAddress address, String name, boolean marksKnown) {
        boolean ours = marksKnown
                ? address.proto() == PROTO
                : address.index() == serviceIndex
                        || (address.prefixLength() == address.family().bits()
                                && address.validSeconds() < LONGEST_HOLD_SECONDS);
        Detection detection =
                address.duplicate() ? Detection.FAILED : address.tentative() ? Detection.UNDER_WAY : Detection.OVER;
        return new HeldAddress(
                name,
                address.address(),
                address.prefixLength(),
                ours,
                detection,
                address.validSeconds(),
                address.preferredSeconds());
    }

    private void readLinks() throws NetlinkException {
        links = netlink.links();
        Map<Integer, String> byIndex = new HashMap<>();
        Map<String, Integer> byName = new HashMap<>();
        for (Link link : links) {
            byIndex.put(link.index(), link.name());
            byName.put(link.name(), link.index());
        }
        names = byIndex;
        indices = byName;
        Set<String> ofDefault = new HashSet<>();
        Map<IpFamily, List<IPAddress>> through = new EnumMap<>(IpFamily.class);
        for (IpFamily family : IpFamily.values()) {
            Optional<Route> route = netlink.defaultRoute(family);
            List<IPAddress> hops = new ArrayList<>();
            for (NextHop hop : route.map(Route::nextHops).orElse(List.of())) {
                String name = byIndex.getOrDefault(hop.index(), "");
                ofDefault.add(name);
                hop.gateway().ifPresent(gateway -> hops.add(onLinkIfLocal(gateway, name)));
            }
            through.put(family, List.copyOf(hops));
        }
        ofDefault.remove("");
        defaultRouteLinks = ofDefault;
        gateways = through;
    }

    private static IPAddress onLinkIfLocal(IPAddress gateway, String link) {
        return gateway.isIPv6() && gateway.isLinkLocal() ? Addresses.onLink(gateway, link) : gateway;
    }

    /** Makes sure that there is a service link that is up. Without one nothing is held there, and every addition fails with the reason. */
    private void present(String name) throws NetlinkException {
        Optional<Link> found = netlink.link(name);
        try {
            Link link = found.isPresent() ? found.get() : create(name);
            if (!link.up()) {
                netlink.setUp(link.index());
                linksChanged.set(true);
                LOG.atInfo().setMessage("link set up").addKeyValue("link", name).log();
            }
            if (!name.equals(serviceLink) || link.index() != serviceIndex) {
                sysctls.prepareOwn(name);
                linksChanged.set(true);
            }
            serviceLink = name;
            serviceIndex = link.index();
            missing = "";
        } catch (NetlinkException e) {
            if (found.isPresent()) {
                throw e;
            }
            serviceLink = name;
            serviceIndex = 0;
            missing = String.valueOf(e.getMessage());
        }
    }

    private Link create(String name) throws NetlinkException {
        Link link = netlink.createLink(name, "dummy");
        LOG.atInfo().setMessage("link made").addKeyValue("link", name).log();
        return link;
    }

    private static io.routelb.netlink.value.AddressChange wire(AddressChange change, int index) {
        return switch (change) {
            case AddressChange.Add add -> {
                PlannedAddress planned = add.planned();
                Set<AddressFlag> flags = EnumSet.noneOf(AddressFlag.class);
                if (!planned.is(Trait.DETECT_DUPLICATES)) {
                    flags.add(AddressFlag.NO_DAD);
                }
                if (planned.is(Trait.NO_PREFIX_ROUTE)) {
                    flags.add(AddressFlag.NO_PREFIX_ROUTE);
                }
                yield new io.routelb.netlink.value.AddressChange.Add(
                        index,
                        planned.address(),
                        planned.prefixLength(),
                        planned.lifetime().valid(),
                        planned.lifetime().preferred(),
                        flags,
                        PROTO);
            }
            case AddressChange.Remove remove ->
                new io.routelb.netlink.value.AddressChange.Remove(index, remove.address(), remove.prefixLength());
        };
    }

    private static Optional<String> refusal(AddressChange change, ChangeResult answer) {
        if (answer.ok()) {
            return Optional.empty();
        }
        String verb = change instanceof AddressChange.Add ? "add " : "remove ";
        return Optional.of(
                answer.sentence(verb + change.address() + "/" + change.prefixLength() + " on " + change.link()));
    }

    private static KernelException failed(NetlinkException e) {
        return new KernelException(String.valueOf(e.getMessage()), e);
    }
}
