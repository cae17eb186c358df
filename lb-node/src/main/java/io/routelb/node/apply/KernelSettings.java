package io.routelb.node.apply;

import io.routelb.node.desired.LinkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks from time to time whether the kernel's settings of the links with local addresses suit them, and corrects them if told to. Owned by
 * the loop; times are monotonic nanoseconds.
 */
public final class KernelSettings {
    private static final Duration EVERY = Duration.ofSeconds(20);

    private final Sysctls sysctls;
    private final boolean manage;
    private List<String> links = List.of();
    private List<String> problems = List.of();
    private long lookedAt;

    /** {@code manage}: whether to correct what is wrong, where that concerns one link only. */
    public KernelSettings(Sysctls sysctls, boolean manage) {
        this.sysctls = sysctls;
        this.manage = manage;
    }

    /** What is wrong on these links, one sentence each; as seen a short while ago, or now if the links are others. */
    public List<String> problems(List<String> interfaces, long now) {
        if (!interfaces.equals(links) || now - lookedAt >= EVERY.toNanos()) {
            links = List.copyOf(interfaces);
            lookedAt = now;
            problems = look();
        }
        return problems;
    }

    private List<String> look() {
        List<String> sentences = new ArrayList<>();
        for (String link : links) {
            try {
                for (LinkSettings.Finding finding : sysctls.read(link).findings()) {
                    correct(finding, sentences);
                }
            } catch (KernelException e) {
                sentences.add(e.sentence());
            }
        }
        return List.copyOf(sentences);
    }

    private void correct(LinkSettings.Finding finding, List<String> sentences) {
        if (!manage) {
            sentences.add(finding.sentence());
            return;
        }
        try {
            sysctls.correct(finding);
        } catch (KernelException e) {
            sentences.add(e.sentence());
        }
    }
}
