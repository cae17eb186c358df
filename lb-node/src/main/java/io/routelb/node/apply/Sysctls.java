package io.routelb.node.apply;

import io.routelb.node.desired.LinkSetting;
import io.routelb.node.desired.LinkSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the kernel's per-link settings and, only when told, sets one; a link that is ours is prepared. They are those of the network namespace of the calling thread.
 * What is needed is decided in {@link LinkSettings}.
 */
public final class Sysctls {
    private static final Logger LOG = LoggerFactory.getLogger(Sysctls.class);

    private final Path root;

    /** Of the running kernel. */
    public Sysctls() {
        this(Path.of("/proc/sys/net"));
    }

    Sysctls(Path root) {
        this.root = root;
    }

    /**
     * The settings of one link; those of a link that is gone are empty.
     *
     * @throws KernelException when the kernel has them but does not let them be read
     */
    public LinkSettings read(String link) throws KernelException {
        Map<LinkSetting, Integer> all = new EnumMap<>(LinkSetting.class);
        Map<LinkSetting, Integer> own = new EnumMap<>(LinkSetting.class);
        for (LinkSetting setting : LinkSetting.values()) {
            value(ipv4(LinkSettings.Finding.ALL, setting)).ifPresent(value -> all.put(setting, value));
            value(ipv4(link, setting)).ifPresent(value -> own.put(setting, value));
        }
        return new LinkSettings(link, all, own);
    }

    /** Whether the host forwards IPv6 packets that come in on the link, which its neighbour advertisements must say. */
    public boolean forwardsIpv6(String link) throws KernelException {
        return value(file("ipv6", link, "forwarding")).orElse(0) != 0;
    }

    /**
     * Sets what a link that is ours needs, whatever it had. With a mask shorter than a host route the first address of a subnet is
     * primary, and removing it would take its secondaries with it (net.ipv4.conf.X.promote_secondaries). Where that cannot be written the
     * next pass puts them back.
     */
    void prepareOwn(String link) {
        try {
            Files.writeString(file("ipv4", link, "promote_secondaries"), "1\n");
        } catch (IOException e) {
            LOG.atInfo()
                    .setMessage(
                            "promote_secondaries cannot be set; aggregated addresses may flicker when one is removed")
                    .addKeyValue("link", link)
                    .addKeyValue("reason", e.toString())
                    .log();
        }
    }

    /**
     * Writes the value a finding says is needed, if that concerns no other link.
     *
     * @throws KernelException when it is not written, whether refused by the kernel or left to a person
     */
    public void correct(LinkSettings.Finding finding) throws KernelException {
        if (!finding.concernsOnlyTheLink()) {
            throw new KernelException(finding.sentence() + "; that is left to you, as it concerns every link");
        }
        Path file = ipv4(finding.where(), finding.setting());
        try {
            Files.writeString(file, finding.needed() + "\n");
        } catch (IOException e) {
            throw new KernelException("cannot write " + finding.needed() + " to " + file + ": " + e.getMessage(), e);
        }
        LOG.atInfo()
                .setMessage("kernel setting changed")
                .addKeyValue("link", finding.link())
                .addKeyValue("setting", finding.setting().sysctl())
                .addKeyValue("from", finding.found())
                .addKeyValue("to", finding.needed())
                .log();
    }

    private Path ipv4(String link, LinkSetting setting) {
        return file("ipv4", link, setting.sysctl());
    }

    private Path file(String family, String link, String name) {
        if (link.isEmpty() || link.contains("/") || link.startsWith("..") || link.equals(".")) {
            throw new IllegalArgumentException("no link can be called \"" + link + "\"");
        }
        return root.resolve(family).resolve("conf").resolve(link).resolve(name);
    }

    private static Optional<Integer> value(Path file) throws KernelException {
        try {
            return Optional.of(Integer.parseInt(
                    Files.readString(file, StandardCharsets.US_ASCII).strip()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new KernelException("cannot read the kernel setting " + file + ": " + e.getMessage(), e);
        }
    }
}
