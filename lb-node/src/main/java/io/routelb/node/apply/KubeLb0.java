package io.routelb.node.apply;

import io.routelb.netlink.ChangeResult;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.value.AddressFlag;
import io.routelb.netlink.value.InterfaceAddress;
import io.routelb.netlink.value.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link that carries the Service addresses. Made as a {@code dummy} when there is none of its name; an existing one of any kind is
 * used as it is and only set up. Our addresses carry {@link #PROTO} (IFA_PROTO, Linux 5.18); where the kernel knows no marks every
 * address of global scope on this link counts as ours. Addresses of link scope are never looked at.
 */
public final class KubeLb0 implements AddressTable {
    /** Default name of the link. */
    public static final String NAME = "kube-lb0";
    /** Our mark in IFA_PROTO; 1 to 3 are the kernel's own (include/uapi/linux/if_addr.h). */
    public static final int PROTO = 0x52;

    private static final Logger LOG = LoggerFactory.getLogger(KubeLb0.class);

    private final Rtnetlink netlink;
    private final String name;
    private int index;
    private String missing = "";
    private boolean sysctlDone;

    public KubeLb0(Rtnetlink netlink, String name) {
        this.netlink = netlink;
        this.name = name;
    }

    /**
     * Makes the link ready before anything else is started.
     *
     * @throws KernelException when it is not there and cannot be made, or cannot be set up
     */
    public void prepare() throws KernelException {
        read();
        if (!missing.isEmpty()) {
            throw new KernelException(missing);
        }
    }

    @Override
    public List<HeldAddress> read() throws KernelException {
        try {
            if (!present()) {
                return List.of();
            }
            promoteSecondaries();
            List<InterfaceAddress> all = netlink.addresses();
            boolean marksKnown = all.stream().anyMatch(address -> address.proto() != 0);
            List<HeldAddress> held = new ArrayList<>();
            for (InterfaceAddress address : all) {
                if (address.index() == index && !address.confined()) {
                    held.add(new HeldAddress(
                            address.address(), address.prefixLength(), address.proto() == PROTO || !marksKnown));
                }
            }
            return held;
        } catch (NetlinkException e) {
            throw failed(e);
        }
    }

    @Override
    public List<Optional<String>> change(List<AddressChange> changes) throws KernelException {
        if (!missing.isEmpty()) {
            return Collections.nCopies(changes.size(), Optional.of(missing));
        }
        try {
            List<ChangeResult> answers =
                    netlink.apply(changes.stream().map(this::wire).toList());
            List<Optional<String>> results = new ArrayList<>();
            for (int i = 0; i < changes.size(); i++) {
                results.add(refusal(changes.get(i), answers.get(i)));
            }
            return results;
        } catch (NetlinkException e) {
            throw failed(e);
        }
    }

    /** Whether there is a link that is up, made if need be. Without one nothing is held, and every addition fails with the reason. */
    private boolean present() throws NetlinkException {
        Optional<Link> found = netlink.link(name);
        try {
            Link link = found.isPresent() ? found.get() : create();
            index = link.index();
            setUp(link);
            missing = "";
            return true;
        } catch (NetlinkException e) {
            if (found.isPresent()) {
                throw e;
            }
            missing = String.valueOf(e.getMessage());
            return false;
        }
    }

    private void setUp(Link link) throws NetlinkException {
        if (!link.up()) {
            netlink.setUp(link.index());
            LOG.atInfo().setMessage("link set up").addKeyValue("link", name).log();
        }
    }

    private Link create() throws NetlinkException {
        Link link = netlink.createLink(name, "dummy");
        sysctlDone = false;
        LOG.atInfo().setMessage("link made").addKeyValue("link", name).log();
        return link;
    }

    /**
     * With a mask shorter than a host route the first address of a subnet is primary, and removing it would take its secondaries with
     * it (net.ipv4.conf.X.promote_secondaries). Where the sysctl cannot be written the next pass puts them back.
     */
    private void promoteSecondaries() {
        if (sysctlDone) {
            return;
        }
        sysctlDone = true;
        Path sysctl = Path.of("/proc/sys/net/ipv4/conf", name, "promote_secondaries");
        try {
            Files.writeString(sysctl, "1\n");
        } catch (IOException e) {
            LOG.atInfo()
                    .setMessage(
                            "promote_secondaries cannot be set; aggregated addresses may flicker when one is removed")
                    .addKeyValue("link", name)
                    .addKeyValue("reason", e.toString())
                    .log();
        }
    }

    private io.routelb.netlink.value.AddressChange wire(AddressChange change) {
        return switch (change) {
            case AddressChange.Add add ->
                io.routelb.netlink.value.AddressChange.Add.forever(
                        index, add.address(), add.prefixLength(), Set.of(AddressFlag.NO_DAD), PROTO);
            case AddressChange.Remove remove ->
                new io.routelb.netlink.value.AddressChange.Remove(index, remove.address(), remove.prefixLength());
        };
    }

    private Optional<String> refusal(AddressChange change, ChangeResult answer) {
        if (answer.ok()) {
            return Optional.empty();
        }
        String verb = change instanceof AddressChange.Add ? "add " : "remove ";
        return Optional.of(answer.sentence(verb + change.address() + "/" + change.prefixLength() + " on " + name));
    }

    private static KernelException failed(NetlinkException e) {
        return new KernelException(String.valueOf(e.getMessage()), e);
    }
}
