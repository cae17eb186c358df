package io.routelb.schema;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import java.util.List;

/**
 * The CEL a rule may use: the standard library and macros, strings, sets, and of Kubernetes' own libraries addresses and CIDRs and
 * {@code find}/{@code findAll}. Not there, and refused when a CRD is created: url, quantity, format, optional types, authorizer.
 */
final class CelEnvironment {
    /** Bounds one evaluation; Kubernetes estimates cost instead. */
    private static final int MAX_ITERATIONS = 1_000_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private CelEnvironment() {}

    /** For the rules of a schema. */
    static Cel extended(CelTypeProvider types, CelType self) {
        return basic().setTypeProvider(types)
                .addVar("self", self)
                .addVar("oldSelf", self)
                .build();
    }

    /** For expressions over objects whose fields nobody declared. */
    static Cel dynamic(List<String> variables) {
        CelBuilder builder = basic();
        variables.forEach(variable -> builder.addVar(variable, SimpleType.DYN));
        return builder.build();
    }

    private static CelBuilder basic() {
        CelBuilder builder = CelFactory.plannerCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addCompilerLibraries(CelExtensions.strings(), CelExtensions.sets(OPTIONS))
                .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.sets(OPTIONS));
        builder.addFunctionDeclarations(CelNetwork.declarations());
        builder.addFunctionBindings(CelNetwork.bindings());
        return builder;
    }
}
