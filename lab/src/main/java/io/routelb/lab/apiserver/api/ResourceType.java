package io.routelb.lab.apiserver.api;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * One served resource: a row of the built-in table, or one version of a CustomResourceDefinition.
 *
 * @param group empty for the core group
 * @param schema the CRD's {@code openAPIV3Schema}; empty for built-in kinds
 * @param columns extra printer columns of the CRD; empty for built-in kinds, whose columns the table package knows
 */
public record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories,
        boolean namespaced,
        boolean statusSubresource,
        Optional<JsonObject> schema,
        List<PrinterColumn> columns) {
    /** One of {@code additionalPrinterColumns}; {@code format} and {@code description} may be empty, {@code priority} 0 shows always. */
    public record PrinterColumn(
            String name, String type, String format, String description, int priority, String jsonPath) {}

    public ResourceType {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        columns = List.copyOf(columns);
    }

    /** {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
