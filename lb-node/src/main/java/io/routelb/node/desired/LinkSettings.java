package io.routelb.node.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the settings of one link were found to be, and the judgement on them.
 *
 * @param link the link's name
 * @param all per setting the value of {@code net/ipv4/conf/all}
 * @param own per setting the link's own value; a setting that could not be found is in neither and is not judged
 */
public record LinkSettings(String link, Map<LinkSetting, Integer> all, Map<LinkSetting, Integer> own) {
    public LinkSettings {
        all = Map.copyOf(all);
        own = Map.copyOf(own);
    }

    /**
     * A setting under which Service addresses do not work on the link.
     *
     * @param found the value in force
     * @param needed the value to write
     * @param where whose value to write: the link, or {@code all} when that is too large for the link's own to matter
     */
    public record Finding(String link, LinkSetting setting, int found, int needed, String where) {
        /** Name of the value that counts for every link. */
        public static final String ALL = "all";

        /** Writing it changes this link and no other. */
        public boolean concernsOnlyTheLink() {
            return !where.equals(ALL);
        }

        /** One sentence a person can act on. Written with slashes, as {@code sysctl} takes it also for a link with a dot in its name. */
        public String sentence() {
            return link + " has " + setting.sysctl() + " " + found + " where " + setting.goodValues()
                    + " is needed, so the kernel " + setting.otherwise() + "; set net/ipv4/conf/" + where + "/"
                    + setting.sysctl() + "=" + needed;
        }
    }

    /** What is wrong, in the order of the settings; empty when nothing is. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (LinkSetting setting : LinkSetting.values()) {
            if (!all.containsKey(setting) || !own.containsKey(setting)) {
                continue;
            }
            int everywhere = all.getOrDefault(setting, 0);
            int inForce = Math.max(everywhere, own.getOrDefault(setting, 0));
            if (!setting.good(inForce)) {
                boolean linkSuffices = everywhere <= setting.remedy();
                findings.add(new Finding(link, setting, inForce, setting.remedy(), linkSuffices ? link : Finding.ALL));
            }
        }
        return findings;
    }
}
